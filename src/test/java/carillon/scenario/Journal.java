package carillon.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What happened since a moment at which no run was open, change by change.
 *
 * @param entries in the order of their numbers
 * @param queues of each queue with a bound, how many of its runs may be active at once
 * @param tenants the same of each tenant
 */
record Journal(List<JournalEntry> entries, Map<String, Integer> queues, Map<String, Integer> tenants) {

    Stream<JournalEntry> ofRuns() {
        return entries.stream().filter(JournalEntry::isOfRun);
    }

    /** Of each run, in their order. */
    Map<UUID, List<JournalEntry>> byRun() {
        Map<UUID, List<JournalEntry>> runs = new LinkedHashMap<>();
        ofRuns().forEach(entry ->
                runs.computeIfAbsent(entry.run(), run -> new ArrayList<>()).add(entry));
        return runs;
    }

    /** 0 when nothing happened. */
    long lastNumber() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).number();
    }
}
