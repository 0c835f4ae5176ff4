package carillon.run;

import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.platform.Ids;
import carillon.platform.Json;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.UUID;

/**
 * A run row about to be written for an instant of a job.
 *
 * @param dueAt {@code scheduledAt}, or later by the job's jitter
 * @param state {@code scheduled}, or {@code skipped} with the reason
 * @param reason null unless skipped
 * @param concurrencyKey null when nothing bounds how many may run at once; one that begins with a slash is told apart by
 *     tenant when it is written
 * @param payload JSON text in place of the job's; null for the job's
 * @param batch the catch-up or backfill it belongs to; null for none
 * @param target name of the only member that may perform it, or {@link RunTarget#ANY}, or {@link RunTarget#ALL}
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
        String payload,
        UUID batch,
        String target) {

    static final String NO_MEMBER = "no-member";

    /** Runs of batches go behind everything else. */
    static final int BATCH_PRIORITY = 0;

    /** The run of a scheduled instant. */
    public static NewRun scheduled(UUID job, JobSpec spec, Instant at) {
        UUID id = Ids.ofRun(job, at, 0);
        String key = key(job, spec, spec.payload());
        return new NewRun(
                id,
                job,
                at,
                spec.dueAt(at, id),
                RunState.scheduled,
                null,
                key,
                spec.priority(),
                null,
                null,
                RunTarget.of(spec.target()));
    }

    /** The row that accounts for an instant without a run. */
    public static NewRun skipped(UUID job, JobSpec spec, Instant at, String reason) {
        return new NewRun(
                Ids.ofRun(job, at, 0),
                job,
                at,
                at,
                RunState.skipped,
                reason,
                null,
                spec.priority(),
                null,
                null,
                RunTarget.ANY);
    }

    /**
     * A run that a caller asked for.
     *
     * @param kind other than 0: tells this run from the scheduled one, should both be of the same microsecond
     */
    static NewRun triggered(Job job, Instant now, long kind, int priority, String payload) {
        UUID id = Ids.ofRun(job.id(), now, kind);
        String key = keyOf(job, payload == null ? job.payload() : payload);
        return new NewRun(
                id,
                job.id(),
                now,
                now,
                RunState.scheduled,
                null,
                key,
                priority,
                payload,
                null,
                RunTarget.of(job.spec().target()));
    }

    /** The same run on one member, of a run for all: runs of one member overlap none of another's. */
    NewRun on(String member) {
        String its = concurrencyKey == null ? null : concurrencyKey + "@" + member;
        UUID sister = Ids.onMember(id, scheduledAt, member);
        return new NewRun(sister, job, scheduledAt, dueAt, state, reason, its, priority, payload, batch, member);
    }

    /** The row that accounts for a run for all members when there is none. */
    NewRun withoutMember() {
        return new NewRun(
                id, job, scheduledAt, dueAt, RunState.skipped, NO_MEMBER, null, priority, payload, null, RunTarget.ANY);
    }

    /** The same run as one of a batch. */
    NewRun in(UUID ofBatch) {
        return new NewRun(
                id, job, scheduledAt, dueAt, state, reason, concurrencyKey, BATCH_PRIORITY, payload, ofBatch, target);
    }

    /**
     * The key of a run of the job.
     *
     * @param payload JSON text; null for none
     */
    static String keyOf(Job job, String payload) {
        return key(job.id(), job.spec(), payload == null ? null : Json.read(payload, JsonValue.class));
    }

    /** A key of one's own belongs to the tenant. */
    static String storedKey(String tenant, String key) {
        return key != null && key.startsWith("/") ? tenant + key : key;
    }

    /** A job with one instant cannot overlap itself; with a key of its own it may overlap others. */
    private static String key(UUID job, JobSpec spec, JsonValue payload) {
        boolean alone = spec.schedule().oneShot() && spec.concurrency().key() == null;
        return alone ? null : spec.concurrency().keyOf(job, payload);
    }
}
