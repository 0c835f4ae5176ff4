package carillon.run;

import carillon.job.TimeLimits;
import carillon.platform.ParsedOnce;
import carillon.platform.Traceparent;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A run that this member holds, with what it takes to perform it.
 *
 * @param attempt number of the attempt that began with the claim: with the member, the right to write its outcome
 * @param forgiven earlier attempts that were no failure of the job
 * @param handler the job's handler as JSON text
 * @param retry the job's retry policy as JSON text
 * @param limits the job's time limits as JSON text
 * @param payload JSON text; null for none
 * @param followUp wait from the run's end to the job's next instant, ISO-8601; null when its instants do not depend on it
 * @param awaitedKey key whose other runs may wait for this one's place; null when none does
 * @param batched true for a run of a catch-up or backfill
 * @param givenTrace the trace that the request which made it belonged to; null for none
 */
public record ClaimedRun(
        UUID id,
        UUID job,
        String jobName,
        String tenant,
        String queue,
        int attempt,
        int forgiven,
        Instant scheduledAt,
        Instant dueAt,
        Instant claimedAt,
        String handler,
        String retry,
        String limits,
        String payload,
        String followUp,
        String awaitedKey,
        boolean batched,
        String givenTrace) {

    private static final ParsedOnce<TimeLimits> LIMITS = new ParsedOnce<>(TimeLimits.class);

    /** After so long the attempt is asked to come to its end. */
    public Duration softLimit() {
        return LIMITS.of(limits).soft();
    }

    /** After so long the attempt is ended. */
    public Duration hardLimit() {
        return LIMITS.of(limits).hard();
    }

    /**
     * @throws RuntimeException when a definition of another version of Carillon cannot be read here
     */
    public void requireReadable() {
        LIMITS.of(limits);
        Finish.POLICIES.of(retry);
    }

    /** The trace that it belongs to. */
    public String traceparent() {
        return givenTrace == null ? Traceparent.ofRun(id) : givenTrace;
    }

    /** Attempts that failed by the job's own doing, the present one included. */
    int failures() {
        return attempt - forgiven;
    }
}
