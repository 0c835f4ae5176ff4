package carillon.scenario;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Each instant is fired once, by epochs that grow one by one and never come back. */
final class FireOrderRules {

    private final Journal journal;

    FireOrderRules(Journal journal) {
        this.journal = journal;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return Stream.concat(once(), epochs());
    }

    private Stream<String> once() {
        Set<Firing> fired = new HashSet<>();
        Violations violations = Violations.of("instants:");
        journal.ofRuns().forEach(entry -> {
            Firing firing = new Firing(entry.job(), entry.scheduledAt());
            if (entry.kind() == JournalEntry.Kind.DELETED) {
                fired.remove(firing);
            } else if (entry.kind() == JournalEntry.Kind.FIRED) {
                violations.unless(fired.add(firing), entry + " was fired again for " + entry.scheduledAt());
            }
        });
        return violations.lines();
    }

    /** Runs that came with their submit have no epoch. */
    private Stream<String> epochs() {
        Violations violations = Violations.of("the timer:");
        long newest = 0;
        long lease = 0;
        for (JournalEntry entry : journal.entries()) {
            if (entry.kind() == JournalEntry.Kind.LEASE) {
                violations.unless(
                        lease == 0 || entry.epoch() == lease || entry.epoch() == lease + 1,
                        entry + " follows epoch " + lease);
                violations.unless(
                        lease == 0 || entry.epoch() > lease || entry.member() == null,
                        entry + " has no epoch of its own");
                lease = entry.epoch();
                newest = Math.max(newest, lease);
            } else if (entry.kind() == JournalEntry.Kind.FIRED && entry.epoch() != 0) {
                violations.unless(entry.epoch() >= newest, entry + " was fired by an epoch older than " + newest);
                newest = Math.max(newest, entry.epoch());
            }
        }
        return violations.lines();
    }

    /** What may be there once. */
    private record Firing(UUID job, Instant at) {}
}
