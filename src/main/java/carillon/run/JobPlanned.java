package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * A job's cursor was set by somebody else than the timer. Fired as a CDI event inside the caller's transaction: observe
 * with {@code AFTER_SUCCESS}.
 *
 * @param nextFireAt never null
 */
public record JobPlanned(UUID job, Instant nextFireAt) {}
