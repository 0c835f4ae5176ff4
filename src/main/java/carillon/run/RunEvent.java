package carillon.run;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Something happened to a run, and the database holds it. Fired as a CDI event on the thread that did it, after the
 * commit or, where the caller's transaction is still open, inside it: observe with {@code AFTER_SUCCESS}.
 */
public sealed interface RunEvent {

    UUID run();

    UUID job();

    String queue();

    /** The state that the run has now. */
    RunState now();

    /**
     * A row was written for an instant.
     *
     * @param blocked true when it waits for a place of its key before it is handed out
     * @param target name of the only member that may perform it; empty for any
     */
    record Fired(
            UUID run,
            UUID job,
            String queue,
            String tenant,
            int priority,
            Instant dueAt,
            long epoch,
            boolean blocked,
            String target)
            implements RunEvent {

        /** Of a run that is handed out when it is due. */
        public Fired(UUID run, UUID job, String queue, String tenant, int priority, Instant dueAt, long epoch) {
            this(run, job, queue, tenant, priority, dueAt, epoch, false, RunTarget.ANY);
        }

        @Override
        public RunState now() {
            return RunState.scheduled;
        }
    }

    /** An instant passed without a run. */
    record Skipped(UUID run, UUID job, String queue, String reason) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.skipped;
        }
    }

    /**
     * A member took the run.
     *
     * @param lateness from the scheduled instant to the claim
     * @param waited from the due time to the claim
     */
    record Claimed(UUID run, UUID job, String queue, int attempt, Duration lateness, Duration waited)
            implements RunEvent {
        @Override
        public RunState now() {
            return RunState.active;
        }
    }

    record Succeeded(UUID run, UUID job, String queue, int attempt, Duration took) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.succeeded;
        }
    }

    /** An attempt failed and another will follow. */
    record Retried(UUID run, UUID job, String queue, int attempt, Duration took, String error) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.retrying;
        }
    }

    /**
     * Nothing was done in the attempt, which does not count; another will follow.
     *
     * @param pause until then
     */
    record Postponed(UUID run, UUID job, String queue, int attempt, Duration pause, String why) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.retrying;
        }
    }

    /** The run failed for good. */
    record Failed(UUID run, UUID job, String queue, int attempt, Duration took, String error) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.failed;
        }
    }

    /** The run was taken back from a member that is gone. */
    record Rescued(
            UUID run, UUID job, String queue, String tenant, int priority, UUID from, RunState now, String target)
            implements RunEvent {

        /** Of a run that any member may perform. */
        public Rescued(UUID run, UUID job, String queue, String tenant, int priority, UUID from, RunState now) {
            this(run, job, queue, tenant, priority, from, now, RunTarget.ANY);
        }
    }

    /**
     * The run was given back by its member.
     *
     * @param why such as that it stops
     */
    record HandedBack(UUID run, UUID job, String queue, int attempt, String why) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.retrying;
        }
    }

    /**
     * A run that had ended without success is given another chance.
     *
     * @param by who asked for it
     */
    record Reopened(
            UUID run,
            UUID job,
            String queue,
            String tenant,
            int priority,
            Instant dueAt,
            String by,
            RunState now,
            String target)
            implements RunEvent {

        /** Of a run that any member may perform. */
        public Reopened(
                UUID run, UUID job, String queue, String tenant, int priority, Instant dueAt, String by, RunState now) {
            this(run, job, queue, tenant, priority, dueAt, by, now, RunTarget.ANY);
        }
    }

    record Cancelled(UUID run, UUID job, String queue, String reason) implements RunEvent {
        @Override
        public RunState now() {
            return RunState.cancelled;
        }
    }
}
