package carillon.run;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/**
 * What the timer needs to know of a run in order to dispatch it.
 *
 * @param dueAt not to be handed to a worker before it, by the database's clock
 * @param target name of the only member that may perform it; empty for any
 */
public record DueRun(UUID id, String queue, int priority, Instant dueAt, String target) implements Serializable {

    /** Of a run that any member may perform. */
    public DueRun(UUID id, String queue, int priority, Instant dueAt) {
        this(id, queue, priority, dueAt, RunTarget.ANY);
    }

    /** True when it goes to one member, and not to whoever has room. */
    public boolean targeted() {
        return !target.equals(RunTarget.ANY);
    }

    /**
     * Lower goes first: by priority, 9 before 8, then by due time in milliseconds. A millisecond of the next 270 years
     * and the band fit a double's 53 bits.
     */
    public double score() {
        return (9L - priority) * (1L << 43) + dueAt.toEpochMilli();
    }
}
