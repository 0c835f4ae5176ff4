package carillon.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Of a member that was given up nothing counts any more: what was taken from it, it does not end, and it claims nothing. */
final class GivenUpRules {

    /** A claim that was under way may still come through while the timer looks again for such. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(5);

    private final Journal journal;

    GivenUpRules(Journal journal) {
        this.journal = journal;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        Violations violations = Violations.of("given up:");
        Map<UUID, Instant> gone = new HashMap<>();
        Set<Taken> taken = new HashSet<>();
        for (JournalEntry entry : journal.entries()) {
            if (entry.kind() == JournalEntry.Kind.MEMBER) {
                if (JournalEntry.GONE.equals(entry.after())) {
                    gone.put(entry.member(), entry.at());
                } else {
                    gone.remove(entry.member());
                }
            } else if (entry.isClaim()) {
                Instant since = gone.get(entry.member());
                violations.unless(
                        since == null || entry.at().isBefore(since.plus(UNDER_WAY)),
                        entry + " was claimed by a member that was given up at " + since);
            } else if (entry.isRescue()) {
                taken.add(Taken.of(entry));
            } else if (entry.isFinish()) {
                violations.unless(!taken.contains(Taken.of(entry)), entry + " ended an attempt that was taken from it");
            }
        }
        return violations.lines();
    }

    /** An attempt that others took from its member. */
    private record Taken(UUID run, int attempt, UUID member) {

        static Taken of(JournalEntry entry) {
            return new Taken(entry.run(), entry.attempt(), entry.memberBefore());
        }
    }
}
