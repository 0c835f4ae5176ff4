package carillon.job;

import java.time.Instant;

/**
 * What the pause of a job leaves of its firings.
 *
 * @param until instants before this one are left out; null when the pause leaves out none, or its end is not known
 * @param open true while the end is not known: every instant is left out until the job is resumed
 */
record Pause(Instant until, boolean open) {

    static final Pause NONE = new Pause(null, false);

    /** The only instant of a job comes with the end of the pause when it passes before: none of it is left out. */
    static Pause of(Job job) {
        return of(job, job.spec());
    }

    /** The same under another definition. */
    static Pause of(Job job, JobSpec spec) {
        if (!job.isPaused()) {
            return NONE;
        }
        if (job.pausedUntil() == null) {
            return new Pause(null, true);
        }
        return spec.schedule().oneShot() ? NONE : new Pause(job.pausedUntil(), false);
    }

    /** Where firings begin that are asked for from {@code first} on. */
    Instant from(Instant first) {
        return until == null || first.isAfter(until) ? first : until;
    }
}
