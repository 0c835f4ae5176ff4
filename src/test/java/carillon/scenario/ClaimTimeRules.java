package carillon.scenario;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** No attempt begins before its run is due: before its instant, or before the pause after a failure is over. */
final class ClaimTimeRules {

    private final Journal journal;

    ClaimTimeRules(Journal journal) {
        this.journal = journal;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        Map<UUID, Instant> due = new HashMap<>();
        Violations violations = Violations.of("early:");
        journal.ofRuns().forEach(entry -> {
            if (entry.isClaim()) {
                Instant earliest = due.getOrDefault(entry.run(), entry.dueAt());
                violations.unless(!entry.at().isBefore(earliest), entry + " was not due before " + earliest);
                violations.unless(
                        !entry.at().isBefore(entry.scheduledAt()), entry + " is scheduled at " + entry.scheduledAt());
            }
            due.put(entry.run(), entry.dueAt());
        });
        return violations.lines();
    }
}
