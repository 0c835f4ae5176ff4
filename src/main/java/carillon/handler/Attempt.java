package carillon.handler;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * One try of a run, as a handler is asked to perform it.
 *
 * @param number 1 for the first; the fencing token of the run
 * @param handler what to do
 * @param payload JSON text; null when there is none
 * @param token by which a target that takes the attempt over shows that it was given it; null where none is called
 * @param traceparent of the trace that the run belongs to
 * @param softLimit after this long the attempt is asked to come to its end
 * @param hardLimit after this long the attempt is ended
 */
public record Attempt(
        UUID run,
        UUID job,
        String jobName,
        String tenant,
        int number,
        Instant scheduledAt,
        HandlerSpec handler,
        String payload,
        String token,
        String traceparent,
        Duration softLimit,
        Duration hardLimit) {}
