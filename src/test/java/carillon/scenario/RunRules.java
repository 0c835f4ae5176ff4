package carillon.scenario;

import java.util.Set;
import java.util.stream.Stream;

/** Each run has ended, in a state that its columns bear out, and none began before its time. */
final class RunRules {

    private static final Set<String> SKIPPED_FOR = Set.of("misfire", "coalesced", "overlap", "blackout", "expired");

    private final History history;

    RunRules(History history) {
        this.history = history;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return history.runs().stream().flatMap(run -> Stream.concat(state(run), time(run)));
    }

    private static Stream<String> state(HistoryRun run) {
        return switch (run.state()) {
            case "succeeded" ->
                Violations.of(run)
                        .unless(run.attempt() > 0 && run.newestInColumns(), "succeeded without an attempt")
                        .unless(run.startedAt() != null && run.member() != null, "does not say who performed it when")
                        .unless(run.finishedAt() != null, "succeeded and has no end")
                        .unless(!run.dead() && run.error() == null, "succeeded and is a dead letter or has an error")
                        .lines();
            case "failed" ->
                Violations.of(run)
                        // An attempt that ended with its member is listed at once.
                        .unless(
                                run.attempt() > 0 && (run.newestInColumns() || run.count(HistoryAttempt.CRASHED) > 0),
                                "failed without an attempt")
                        .unless(run.finishedAt() != null, "failed and has no end")
                        .unless(run.dead() && run.error() != null, "failed and is no dead letter or has no error")
                        .lines();
            case "cancelled" ->
                Violations.of(run)
                        .unless(run.finishedAt() != null && !run.dead(), "was cancelled and has no end or is dead")
                        .unless(run.reason() != null, "was cancelled for no reason")
                        .lines();
            case "skipped" ->
                Violations.of(run)
                        .unless(run.finishedAt() != null && !run.dead(), "was skipped and has no end or is dead")
                        .unless(run.attempt() == 0 && run.claimedAt() == null, "was skipped after an attempt")
                        .unless(run.reason() != null && SKIPPED_FOR.contains(run.reason()), "was skipped for no reason")
                        .lines();
            default -> Stream.of(run + " is still open");
        };
    }

    private static Stream<String> time(HistoryRun run) {
        Violations violations = Violations.of(run);
        for (HistoryAttempt attempt : run.attempts()) {
            violations.unless(
                    attempt.startedAt() != null && !attempt.startedAt().isBefore(run.scheduledAt()),
                    "began early: attempt " + attempt.number() + " at " + attempt.startedAt());
        }
        if (run.newestInColumns() && run.claimedAt() != null) {
            violations.unless(!run.claimedAt().isBefore(run.dueAt()), "was claimed before it was due, " + run.dueAt());
            violations.unless(
                    run.startedAt() == null || !run.startedAt().isBefore(run.claimedAt()), "began before its claim");
        }
        return violations.lines();
    }
}
