package carillon.run;

import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.platform.Ids;
import java.time.Instant;
import java.util.UUID;

/**
 * A run row about to be written for an instant of a job.
 *
 * @param dueAt {@code scheduledAt}, or later by the job's jitter
 * @param state {@code scheduled}, or {@code skipped} with the reason
 * @param reason null unless skipped
 * @param concurrencyKey null when nothing bounds how many may run at once
 * @param payload JSON text in place of the job's; null for the job's
 */
public record NewRun(
        UUID id,
        UUID job,
        Instant scheduledAt,
        Instant dueAt,
        RunState state,
        String reason,
        String concurrencyKey,
        int priority,
        String payload) {

    /** The run of a scheduled instant. */
    public static NewRun scheduled(UUID job, JobSpec spec, Instant at) {
        UUID id = Ids.ofRun(job, at, 0);
        return new NewRun(
                id, job, at, spec.dueAt(at, id), RunState.scheduled, null, key(job, spec), spec.priority(), null);
    }

    /** The row that accounts for an instant without a run. */
    public static NewRun skipped(UUID job, JobSpec spec, Instant at, String reason) {
        return new NewRun(Ids.ofRun(job, at, 0), job, at, at, RunState.skipped, reason, null, spec.priority(), null);
    }

    /**
     * A run that a caller asked for.
     *
     * @param kind other than 0: tells this run from the scheduled one, should both be of the same microsecond
     */
    static NewRun triggered(Job job, Instant now, long kind, int priority, String payload) {
        UUID id = Ids.ofRun(job.id(), now, kind);
        return new NewRun(
                id, job.id(), now, now, RunState.scheduled, null, key(job.id(), job.spec()), priority, payload);
    }

    /** A job with one instant cannot overlap itself, and a job that may overlap needs no key. */
    private static String key(UUID job, JobSpec spec) {
        return spec.schedule().oneShot() || !spec.concurrency().limited() ? null : job.toString();
    }
}
