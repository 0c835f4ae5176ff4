package carillon.api;

import carillon.handler.HandlerSpec;
import carillon.job.Concurrency;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.JobState;
import carillon.job.Misfire;
import carillon.job.RetryPolicy;
import carillon.job.Schedule;
import carillon.job.Target;
import carillon.job.TimeLimits;
import carillon.run.LastRun;
import carillon.run.RunState;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A job as callers see it: its definition in the shape they sent it, defaults filled in, and how it stands.
 *
 * @param pausedReason null while it is not paused, or when nobody said why
 * @param pausedUntil null while it is not paused, or when it is until resumed
 * @param nextFireAt the earliest instant that has no run yet; null when there is none or while paused
 * @param lastRun the newest run; null when there is none
 * @param version of the definition, which is the ETag
 * @param reading the schedule in plain English
 */
public record JobResponse(
        UUID id,
        String tenant,
        String name,
        String queue,
        int priority,
        HandlerSpec handler,
        JsonValue payload,
        Schedule schedule,
        Instant start,
        Instant end,
        Integer maxRuns,
        Duration jitter,
        List<String> calendars,
        Misfire misfire,
        Concurrency concurrency,
        RetryPolicy retry,
        TimeLimits limits,
        Target target,
        Duration retention,
        List<String> tags,
        JobState state,
        String pausedReason,
        Instant pausedUntil,
        Instant nextFireAt,
        LastRunResponse lastRun,
        Instant createdAt,
        Instant updatedAt,
        long version,
        String reading) {

    /** The newest run of a job, in short; {@code finishedAt} is null until it is final. */
    public record LastRunResponse(UUID id, RunState state, Instant scheduledAt, Instant finishedAt) {

        static LastRunResponse of(LastRun run) {
            return run == null || run.id() == null
                    ? null
                    : new LastRunResponse(run.id(), run.state(), run.scheduledAt(), run.finishedAt());
        }
    }

    /**
     * @param last the job's newest run; null when there is none
     */
    static JobResponse of(Job job, LastRun last) {
        return of(job, stateOf(job, last), LastRunResponse.of(last));
    }

    /** The answer to a submit, before anybody asked for its runs. */
    static JobResponse ofNew(Job job) {
        return of(job, job.state(), null);
    }

    private static JobState stateOf(Job job, LastRun last) {
        boolean over = job.state() == JobState.active
                && job.nextFireAt() == null
                && job.spec().schedule().fires()
                && (last == null || !last.open());
        return over ? JobState.finished : job.state();
    }

    private static JobResponse of(Job job, JobState state, LastRunResponse last) {
        JobSpec spec = job.spec();
        return new JobResponse(
                job.id(),
                job.tenant(),
                spec.name(),
                spec.queue(),
                spec.priority(),
                spec.handler(),
                JsonTree.stored(job.payload()),
                spec.schedule(),
                spec.start(),
                spec.end(),
                spec.maxRuns(),
                spec.jitter(),
                spec.calendars(),
                spec.misfire(),
                spec.concurrency(),
                spec.retry(),
                spec.limits(),
                spec.target(),
                spec.retention(),
                spec.tags(),
                state,
                job.pausedReason(),
                job.pausedUntil(),
                job.nextFireAt(),
                last,
                job.createdAt(),
                job.updatedAt(),
                job.version(),
                spec.schedule().reading());
    }
}
