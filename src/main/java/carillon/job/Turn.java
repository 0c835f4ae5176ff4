package carillon.job;

import java.time.Instant;

/**
 * Where one version of a job ends and the next begins.
 *
 * @param at when it was changed, by the database's clock
 * @param after instants up to this one, itself included, are the old version's; it equals {@code at} unless runs ahead of
 *     that were kept
 * @param fired how many instants have a row now
 */
public record Turn(Instant at, Instant after, long fired) {

    /** The same, with an instant of the past for the new version to count: it has no row yet. */
    public Turn counting(Instant instant) {
        return instant == null || instant.isAfter(after) ? this : new Turn(at, instant.minusNanos(1_000), fired);
    }

    /** True when a definition has had all the instants that it may have. */
    public boolean spent(JobSpec spec) {
        return spec.maxRuns() != null && fired >= spec.maxRuns();
    }
}
