package carillon.run;

import carillon.platform.DatabaseException;
import carillon.platform.DatabaseUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets runs that wait for a place of their key go as soon as there is one. Whoever frees a place, or marks a run as
 * blocked, looks here after the commit: of two that do so at once, the later sees what both did. What dies in between is
 * made up for by {@link #sweep}.
 */
@ApplicationScoped
public class Places {

    private static final Logger LOG = Logger.getLogger(Places.class.getName());

    /** So many keys are looked at in one turn. */
    private static final int KEYS = 1_000;

    private final PlaceRepository repository;
    private final Event<RunsReleased> released;
    /** Where the last sweep ended; the sweeping loop's own. */
    private String last = "";

    /** For the container's proxy. */
    protected Places() {
        this(null, null);
    }

    @Inject
    public Places(PlaceRepository repository, Event<RunsReleased> released) {
        this.repository = repository;
        this.released = released;
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) PlacesFreed places) {
        freed(places.keys());
    }

    /** Places of these keys may have become free. Never fails: what is not let go now is found by the sweep. */
    void freed(Collection<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        try {
            List<DueRun> runs = repository.release(keys);
            if (!runs.isEmpty()) {
                released.fire(new RunsReleased(runs));
            }
        } catch (DatabaseUnavailableException | DatabaseException e) {
            LOG.log(
                    Level.FINE,
                    e,
                    () -> "event=places-not-released keys=" + keys.size() + " next=\"the timer's sweep\"");
        }
    }

    /**
     * Looks through the keys that runs wait for, a thousand at a time, and lets go what has a place.
     *
     * @return the runs to hand out; empty when all wait rightly
     */
    public List<DueRun> sweep() {
        List<String> keys = repository.waitedFor(last, KEYS);
        last = keys.size() < KEYS ? "" : keys.get(KEYS - 1);
        List<String> free = keys.isEmpty() ? List.of() : repository.free(keys);
        return free.isEmpty() ? List.of() : repository.release(free);
    }
}
