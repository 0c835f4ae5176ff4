package carillon.run;

import carillon.platform.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The worker of this member, if it has one, as the nearest way for a run that a request to this member has just committed. No
 * more than a way: what the worker then cannot claim, and what it takes with it when its process dies, still waits in the
 * database and is found there by the timer.
 */
@ApplicationScoped
public class NearbyWorker {

    private final DatabaseClock clock;
    private final Claims claims;
    private volatile Predicate<UUID> worker = run -> false;

    /** For the container's proxy. */
    protected NearbyWorker() {
        this(null, null);
    }

    @Inject
    public NearbyWorker(DatabaseClock clock, Claims claims) {
        this.clock = clock;
        this.claims = claims;
    }

    /**
     * Says who takes runs from now on.
     *
     * @param taking true when it has a place for the run that nobody else waits for, and will claim it now; does not wait
     */
    public void is(Predicate<UUID> taking) {
        worker = taking;
    }

    /** Whether the worker has taken the run to claim it; if not, it goes the way of all others. Does not wait. */
    public boolean takes(RunEvent.Fired run) {
        return run.target().isEmpty()
                && !run.blocked()
                && !run.dueAt().isAfter(clock.surely())
                && claims.openToAll(run.queue(), run.tenant())
                && worker.test(run.run());
    }
}
