package carillon.run;

import carillon.job.CalendarSpec;
import carillon.job.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is known of a job and of what it was: enough to compute its instants again.
 *
 * @param next the cursor; null when no instant is left, a run's end will tell the next, or it does not fire
 * @param versions oldest first, the present one last; never empty
 */
record LedgerJob(UUID id, Instant createdAt, Instant next, List<Version> versions) {

    /** Rows may have been deleted that became final a little before their instant: cancelled ahead of their time. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /**
     * A definition and the instants it counted for.
     *
     * @param calendars as they were, in the order in which the job names them
     * @param fires false for the time of a pause and after the deletion
     * @param after its instants lie after this
     * @param until and not after this; null for the present version
     * @param fired how many instants had a row before it began
     * @param spent true when its only instant was among them
     * @param endedAt null for the present version
     */
    record Version(
            JobSpec spec,
            List<CalendarSpec> calendars,
            boolean fires,
            Instant after,
            Instant until,
            long fired,
            boolean spent,
            Instant endedAt) {

        boolean covers(Instant instant) {
            return instant.isAfter(after) && (until == null || !instant.isAfter(until));
        }
    }

    /** Rows of instants before this one may have been pruned: by any version's retention while it was the present one. */
    Instant keptFrom(Instant now) {
        Instant from = Instant.MIN;
        for (Version version : versions) {
            Instant looked = version.endedAt() == null ? now : version.endedAt();
            Instant kept = looked.minus(version.spec().retention()).plus(MARGIN);
            from = kept.isAfter(from) ? kept : from;
        }
        return from;
    }
}
