package carillon.run;

import carillon.job.FiringWalk;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import java.time.Instant;

/** What the timer knows of a job beside its cursor: its definition, with the calendars that it names. */
public record Definition(JobSpec spec, JobCalendars calendars) {

    /** As {@link FirePlan#of}. */
    public FirePlan plan(Cursor cursor, Instant now, Instant until) {
        FiringWalk walk = new FiringWalk(cursor.job(), spec, cursor.createdAt(), calendars);
        return FirePlan.of(cursor, walk, now, until);
    }
}
