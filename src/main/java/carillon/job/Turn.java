package carillon.job;

import java.time.Instant;

/**
 * Where one version of a job ends and the next begins.
 *
 * @param at when it was changed, by the database's clock
 * @param after instants up to this one, itself included, are the old version's; it equals {@code at} unless runs ahead of
 *     that were kept, or the new version counts from earlier on
 * @param fired how many instants have a row now
 * @param spent true when the job has a single instant, and that has its row
 */
public record Turn(Instant at, Instant after, long fired, boolean spent) {

    private static final long MICROSECOND = 1_000;

    public static Turn of(Job job, Instant at, Instant after, long fired) {
        return new Turn(at, after, fired, job.spentWith(fired));
    }

    /** The same, with an instant of the past for the new version to count: it has no row yet. */
    public Turn counting(Instant instant) {
        return instant == null || instant.isAfter(after) ? this : from(instant.minusNanos(MICROSECOND));
    }

    /** The same for a paused job, whose new version counts from where the pause was to end, should that have passed. */
    public Turn sincePause(Job paused) {
        if (paused.pausedUntil() == null) {
            return this;
        }
        Instant before = paused.pausedUntil().minusNanos(MICROSECOND);
        Instant since = before.isBefore(paused.countsAfter()) ? paused.countsAfter() : before;
        return since.isBefore(after) ? from(since) : this;
    }

    private Turn from(Instant before) {
        return new Turn(at, before, fired, spent);
    }

    /** True when a definition has had as many instants as it may have. */
    public boolean reachesBound(JobSpec spec) {
        return spec.maxRuns() != null && fired >= spec.maxRuns();
    }
}
