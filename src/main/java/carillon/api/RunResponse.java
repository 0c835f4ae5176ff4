package carillon.api;

import carillon.run.RunState;
import carillon.run.RunView;
import carillon.run.RunView.AttemptView;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A run as callers see it; see {@link RunView} for what is not said here.
 *
 * @param latenessMs from the scheduled instant to the start of the first attempt; null before it, and where the first
 *     attempt is not known
 * @param durationMs of the newest attempt; null until the run is final, and when it never started
 * @param progress 0 to 1, as the handler reported it; null for none
 * @param progressMessage what it said of it; null for none
 * @param callbackUntil when the attempt ends unless its target is heard of; null when no target has taken it over
 * @param traceparent of the trace it belongs to
 */
public record RunResponse(
        UUID id,
        UUID job,
        String jobName,
        String tenant,
        String queue,
        int priority,
        RunState state,
        String reason,
        Instant scheduledAt,
        Instant dueAt,
        Instant firedAt,
        long epoch,
        Instant claimedAt,
        Instant startedAt,
        Instant finishedAt,
        Long latenessMs,
        Long durationMs,
        int attempt,
        int maxAttempts,
        UUID member,
        Double progress,
        String progressMessage,
        Instant callbackUntil,
        JsonValue result,
        String error,
        List<AttemptView> attempts,
        String cancelledBy,
        String traceparent,
        UUID batch,
        String target,
        String fingerprint,
        Instant erasedAt) {

    static RunResponse of(RunView run) {
        return new RunResponse(
                run.id(),
                run.job(),
                run.jobName(),
                run.tenant(),
                run.queue(),
                run.priority(),
                run.state(),
                run.reason(),
                run.scheduledAt(),
                run.dueAt(),
                run.firedAt(),
                run.epoch(),
                run.claimedAt(),
                start(run),
                run.finishedAt(),
                millis(run.scheduledAt(), firstStart(run)),
                millis(start(run), run.finishedAt()),
                run.attempt(),
                run.maxAttempts(),
                run.member(),
                run.progress(),
                run.progressMessage(),
                run.callbackUntil(),
                JsonTree.stored(run.result()),
                run.error(),
                run.attempts(),
                run.cancelledBy(),
                run.traceparent(),
                run.batch(),
                run.target(),
                run.fingerprint(),
                run.erasedAt());
    }

    /** The moment itself is written with the outcome, and a little later than the claim: until then the claim tells it. */
    private static Instant start(RunView run) {
        return run.startedAt() != null || run.attempt() == 0 ? run.startedAt() : run.claimedAt();
    }

    private static Instant firstStart(RunView run) {
        if (run.attempt() <= 1) {
            return start(run);
        }
        return run.attempts().stream()
                .filter(attempt -> attempt.number() == 1)
                .map(AttemptView::startedAt)
                .findFirst()
                .orElse(null);
    }

    private static Long millis(Instant from, Instant to) {
        return from == null || to == null ? null : Duration.between(from, to).toMillis();
    }
}
