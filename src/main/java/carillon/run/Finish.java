package carillon.run;

import carillon.handler.Outcome;
import carillon.job.RetryPolicy;
import carillon.platform.ParsedOnce;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The outcome of an attempt as it is written.
 *
 * @param state {@code succeeded}, {@code failed} or {@code retrying}; {@code active} when its target has taken it over
 * @param startedAfter from the claim to the start of the handler
 * @param took from the start of the handler to its end
 * @param pause until the next attempt; zero unless retrying
 * @param result JSON text; null for none
 * @param error null when it succeeded
 * @param fingerprint null unless it failed for good
 * @param postponement null unless nothing was done and the attempt does not count
 */
public record Finish(
        ClaimedRun run,
        RunState state,
        Duration startedAfter,
        Duration took,
        Duration pause,
        String result,
        String error,
        String fingerprint,
        Outcome.Postponed postponement) {

    static final ParsedOnce<RetryPolicy> POLICIES = new ParsedOnce<>(RetryPolicy.class);

    /** Without a fingerprint. */
    public Finish(
            ClaimedRun run,
            RunState state,
            Duration startedAfter,
            Duration took,
            Duration pause,
            String result,
            String error) {
        this(run, state, startedAfter, took, pause, result, error, null, null);
    }

    /**
     * What becomes of a run whose attempt went so: a failure that another attempt may mend is retried while the job's
     * policy allows, not before its wait and not before the target asked for.
     *
     * @param startedAfter from the claim to the start of the handler
     * @param took from the start of the handler to the outcome
     */
    public static Finish of(ClaimedRun run, Outcome outcome, Duration startedAfter, Duration took) {
        if (outcome instanceof Outcome.Succeeded done) {
            return new Finish(run, RunState.succeeded, startedAfter, took, Duration.ZERO, done.result(), null);
        }
        if (outcome instanceof Outcome.Accepted) {
            return new Finish(run, RunState.active, startedAfter, took, Duration.ZERO, null, null);
        }
        if (outcome instanceof Outcome.Postponed later) {
            return new Finish(
                    run, RunState.retrying, startedAfter, took, later.pause(), null, later.reason(), null, later);
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        RetryPolicy policy = policy(run);
        boolean again =
                policy.retries(failed.retryable(), failed.kind().words()) && run.failures() < policy.maxAttempts();
        return new Finish(
                run,
                again ? RunState.retrying : RunState.failed,
                startedAfter,
                took,
                again ? pause(policy, run.failures(), failed.retryAfter()) : Duration.ZERO,
                failed.result(),
                failed.error(),
                again ? null : Fingerprint.of(run.handler(), failed.kind(), failed.error()),
                null);
    }

    /** Whether nothing was done and the attempt does not count. */
    boolean postponed() {
        return postponement != null;
    }

    /** One that cannot be read, written by a newer version for instance, must not keep the outcome from being written. */
    private static RetryPolicy policy(ClaimedRun run) {
        try {
            return POLICIES.of(run.retry());
        } catch (RuntimeException e) {
            return RetryPolicy.DEFAULT;
        }
    }

    private static Duration pause(RetryPolicy policy, int failures, Duration asked) {
        Duration pause = policy.waitAfter(failures, ThreadLocalRandom.current().nextDouble());
        return asked != null && asked.compareTo(pause) > 0 ? asked : pause;
    }
}
