package carillon.scenario;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What targets saw agrees with what the database says: nothing was done early, unclaimed, or only on paper. */
final class CallRules {

    private final Journal journal;
    private final Collection<Call> calls;
    private final Collection<Call> confirmed;
    private final Set<UUID> calling;

    /**
     * @param confirmed what targets that go on by themselves were told is written down: that the attempt has succeeded
     * @param calling jobs that have such a target
     */
    CallRules(Journal journal, Collection<Call> calls, Collection<Call> confirmed, Set<UUID> calling) {
        this.journal = journal;
        this.calls = calls;
        this.confirmed = confirmed;
        this.calling = calling;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return Stream.of(claimed(), performed(), kept()).flatMap(lines -> lines);
    }

    private Stream<String> claimed() {
        Map<UUID, List<JournalEntry>> runs = journal.byRun();
        Violations violations = Violations.of("calls:");
        for (Call call : calls) {
            List<JournalEntry> entries = runs.getOrDefault(call.run(), List.of());
            violations.unless(
                    entries.stream().anyMatch(entry -> entry.isClaim() && entry.attempt() == call.attempt()),
                    call + " belongs to no claim");
            violations.unless(
                    entries.isEmpty() || !call.began().isBefore(entries.get(0).scheduledAt()), call + " came early");
        }
        return violations.lines();
    }

    private Stream<String> performed() {
        Map<UUID, Set<Integer>> done = new HashMap<>();
        calls.stream().filter(Call::isDone).forEach(call -> done.computeIfAbsent(call.run(), run -> new HashSet<>())
                .add(call.attempt()));
        return journal.ofRuns()
                .filter(entry -> calling.contains(entry.job()) && "succeeded".equals(entry.after()))
                .filter(entry -> !done.getOrDefault(entry.run(), Set.of()).contains(entry.attempt()))
                .map(entry -> entry + " succeeded, and its target knows nothing of it");
    }

    private Stream<String> kept() {
        Map<UUID, List<JournalEntry>> runs = journal.byRun();
        return confirmed.stream()
                .filter(call -> runs.getOrDefault(call.run(), List.of()).stream()
                        .noneMatch(entry -> "succeeded".equals(entry.after()) && entry.attempt() == call.attempt()))
                .map(call -> call + " was confirmed to its target, and did not succeed");
    }
}
