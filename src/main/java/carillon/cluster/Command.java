package carillon.cluster;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What one member asks of another, through the distributed executor service. */
public sealed interface Command extends Serializable {

    /**
     * To the active timer: runs that were made elsewhere and are due within its horizon, and the earliest cursor that was
     * set there.
     *
     * @param cursor null when no cursor was set
     */
    record Announce(List<Due> runs, Instant cursor) implements Command {}

    /**
     * A run that is due soon.
     *
     * @param target name of the only member that may perform it; empty for any
     */
    record Due(UUID id, String queue, String tenant, int priority, Instant dueAt, String target)
            implements Serializable {}

    /**
     * To a worker, while Redis is away or when only this member may perform them: runs that are due. Answered with how many more it could take; asked with none, it
     * only answers.
     */
    record HandOff(List<UUID> runs) implements Command {}

    /** To every worker: stop the attempts of these runs, their outcome does not count any more. */
    record CancelAttempts(List<UUID> runs) implements Command {}

    /** To the active timer: give up the lease and leave it to another for a while. */
    record StepDown() implements Command {}

    /** To a worker: claim nothing more, or claim again. */
    record Drain(boolean draining) implements Command {}
}
