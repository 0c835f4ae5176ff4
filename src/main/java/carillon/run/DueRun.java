package carillon.run;

import carillon.platform.Lane;
import carillon.platform.Setting;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What the timer needs to know of a run in order to dispatch it.
 *
 * @param dueAt not to be handed to a worker before it, by the database's clock
 * @param target name of the only member that may perform it; empty for any
 */
public record DueRun(UUID id, String queue, String tenant, int priority, Instant dueAt, String target)
        implements Serializable {

    /** So much waiting is as good as one level of priority. */
    static final Duration AGEING = Setting.QUEUE_AGEING.duration();

    /** Of a run that any member may perform. */
    public DueRun(UUID id, String queue, String tenant, int priority, Instant dueAt) {
        this(id, queue, tenant, priority, dueAt, RunTarget.ANY);
    }

    /** True when it goes to one member, and not to whoever has room. */
    public boolean targeted() {
        return !target.equals(RunTarget.ANY);
    }

    public Lane lane() {
        return new Lane(queue, tenant);
    }

    /**
     * Lower goes first: by due time in milliseconds, later by the ageing for each level of priority below 9. A run is
     * therefore overtaken by nothing that comes due more than nine times the ageing after it.
     */
    public double score() {
        return dueAt.toEpochMilli() + (9 - priority) * (double) AGEING.toMillis();
    }
}
