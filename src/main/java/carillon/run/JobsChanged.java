package carillon.run;

import carillon.job.Job;
import carillon.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Jobs were changed by one request, or by the timer. Fired as a CDI event inside the caller's transaction, or after the commit
 * when there is none: observe with {@code AFTER_SUCCESS}.
 *
 * @param jobs never empty
 */
public record JobsChanged(List<One> jobs) {

    static JobsChanged of(Change change, Job job, String by, String reason) {
        return new JobsChanged(List.of(one(change, job, by, reason)));
    }

    static JobsChanged created(List<Job> jobs) {
        return new JobsChanged(
                jobs.stream().map(job -> one(Change.created, job, null, null)).toList());
    }

    private static One one(Change change, Job job, String by, String reason) {
        return new One(change, job.id(), job.name(), job.queue(), job.state(), job.nextFireAt(), by, reason);
    }

    /** What was done; the constants are words of the contract. */
    public enum Change {
        created,
        edited,
        paused,
        resumed,
        deleted
    }

    /**
     * One job as it is now.
     *
     * @param nextFireAt null when there is none
     * @param by who did it; null when that is not known
     * @param reason null when nobody said
     */
    public record One(
            Change change,
            UUID job,
            String name,
            String queue,
            JobState state,
            Instant nextFireAt,
            String by,
            String reason) {}
}
