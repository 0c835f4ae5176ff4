package carillon.scenario;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Missed instants pass without a run only as their job's misfire policy says, and no catch-up exceeds its limit. */
final class MisfireRules {

    private final History history;
    private final Told told;
    private final Map<UUID, List<HistoryRun>> runs;

    MisfireRules(History history, Told told) {
        this.history = history;
        this.told = told;
        this.runs = history.runsByJob();
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return history.jobs().stream().flatMap(job -> {
            List<HistoryRun> rows = runs.getOrDefault(job.id(), List.of()).stream()
                    .sorted(Comparator.comparing(HistoryRun::scheduledAt))
                    .toList();
            return job.misfire().equals("catch-up") ? caughtUp(job, rows) : passed(job, rows);
        });
    }

    private static Stream<String> passed(HistoryJob job, List<HistoryRun> rows) {
        boolean coalesces = job.misfire().equals("coalesce");
        Violations violations = Violations.of(job);
        for (int i = 0; i < rows.size(); i++) {
            HistoryRun run = rows.get(i);
            violations.unless(run.batch() == null, "does not catch up, and has in a batch " + run);
            violations.unless(!run.skippedFor("misfire") || !coalesces, "coalesces, and has skipped as missed " + run);
            violations.unless(!run.skippedFor("coalesced") || coalesces, "does not coalesce, and has coalesced " + run);
            violations.unless(
                    !run.skippedFor("coalesced") || i + 1 < rows.size(), "has coalesced into no later instant " + run);
        }
        return violations.lines();
    }

    /** What is skipped as missed follows a catch-up that has all the runs it may have, or was cancelled. */
    private Stream<String> caughtUp(HistoryJob job, List<HistoryRun> rows) {
        Violations violations = Violations.of(job);
        Map<UUID, Integer> sizes = new HashMap<>();
        UUID last = null;
        for (HistoryRun run : rows) {
            if (run.batch() != null) {
                last = run.batch();
                int size = sizes.merge(last, 1, Integer::sum);
                violations.unless(size <= job.misfireLimit(), "has too many runs in one catch-up, with " + run);
            }
            boolean used = last != null && (sizes.get(last) >= job.misfireLimit() || told.isCancelled(last));
            violations.unless(!run.skippedFor("misfire") || used, "has not caught up with " + run);
            violations.unless(!run.skippedFor("coalesced"), "catches up, and has coalesced " + run);
        }
        return violations.lines();
    }
}
