package carillon.scenario;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** At no moment are more runs active than their job, their key, their queue and their tenant allow. */
final class PlaceRules {

    private final Journal journal;
    private final Map<UUID, HistoryJob> jobs = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();

    PlaceRules(Journal journal, History history) {
        this.journal = journal;
        history.jobs().forEach(job -> jobs.put(job.id(), job));
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        Violations violations = Violations.of("places:");
        Map<String, Set<UUID>> active = new HashMap<>();
        journal.ofRuns().forEach(entry -> {
            for (Bound bound : bounds(entry)) {
                Set<UUID> runs = active.computeIfAbsent(bound.of(), of -> new HashSet<>());
                if (entry.isClaim()) {
                    runs.add(entry.run());
                    most.merge(bound.of(), runs.size(), Math::max);
                    violations.unless(
                            runs.size() <= bound.most(),
                            entry + " is one of " + runs.size() + " of " + bound.of() + ", which has " + bound.most());
                } else if (!JournalEntry.ACTIVE.equals(entry.after())) {
                    runs.remove(entry.run());
                }
            }
        });
        return violations.lines();
    }

    /** How many of its runs were active at once at most; known once the violations have been looked for. */
    int mostOfQueue(String queue) {
        return most.getOrDefault("queue " + queue, 0);
    }

    /** What a run takes a place of. */
    private Iterable<Bound> bounds(JournalEntry entry) {
        HistoryJob job = jobs.get(entry.job());
        int atOnce = job == null ? Integer.MAX_VALUE : job.atOnce();
        Stream<Bound> own = Stream.of(
                new Bound("job " + entry.job(), job != null && job.hasKey() ? Integer.MAX_VALUE : atOnce),
                new Bound("queue " + entry.queue(), journal.queues().getOrDefault(entry.queue(), Integer.MAX_VALUE)),
                new Bound(
                        "tenant " + entry.tenant(), journal.tenants().getOrDefault(entry.tenant(), Integer.MAX_VALUE)));
        Stream<Bound> key = entry.key() == null ? Stream.empty() : Stream.of(new Bound("key " + entry.key(), atOnce));
        return Stream.concat(own, key).toList();
    }

    /** So many places has that. */
    private record Bound(String of, int most) {}
}
