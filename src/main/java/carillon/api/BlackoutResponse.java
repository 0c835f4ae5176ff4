package carillon.api;

import carillon.job.Blackout;
import carillon.job.BlackoutSpec;
import java.time.Instant;
import java.util.List;

/**
 * A blackout as callers see it.
 *
 * @param queues null for all
 * @param active true while it holds
 */
public record BlackoutResponse(
        String name,
        Instant from,
        Instant until,
        List<String> queues,
        String reason,
        String policy,
        boolean active,
        Instant createdAt,
        Instant updatedAt) {

    static BlackoutResponse of(Blackout blackout) {
        BlackoutSpec spec = blackout.definition();
        return new BlackoutResponse(
                blackout.name(),
                spec.from(),
                spec.until(),
                spec.queues(),
                spec.reason(),
                spec.policy(),
                blackout.active(),
                blackout.createdAt(),
                blackout.updatedAt());
    }
}
