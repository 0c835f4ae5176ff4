package carillon.run;

import carillon.job.Names;
import carillon.platform.DatabaseException;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sets the limits of queues and tenants. */
@ApplicationScoped
public class LimitControl {

    private static final Logger LOG = Logger.getLogger(LimitControl.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(2);

    private final LimitRepository repository;
    private final SettleRepository settling;
    private final Reserves reserves;
    private final Rooms rooms;

    /** For the container's proxy. */
    protected LimitControl() {
        this(null, null, null, null);
    }

    @Inject
    public LimitControl(LimitRepository repository, SettleRepository settling, Reserves reserves, Rooms rooms) {
        this.repository = repository;
        this.settling = settling;
        this.reserves = reserves;
        this.rooms = rooms;
    }

    /**
     * From the return on no run of the queue begins beyond its limits; what is active then counts, and goes on. A queue that
     * is not there comes into being. Waits a moment for the claims that are under way; should one of them take longer than
     * five seconds, the limit holds all the same, and the queue is held back until the timer has settled it.
     *
     * @throws InvalidFieldsException when the name is none
     */
    public void set(String queue, QueueLimits limits) {
        requireName(queue);
        repository.set(queue, limits);
        awaitClaims("q/" + queue);
        settle(PATIENCE);
    }

    /** The same for a tenant. */
    public void setTenant(String id, TenantLimits limits) {
        requireName(id);
        repository.setTenant(id, limits);
        awaitClaims("t/" + id);
        settle(PATIENCE);
    }

    private void awaitClaims(String group) {
        try {
            repository.awaitClaims(group);
        } catch (DatabaseException e) {
            LOG.log(Level.WARNING, e, () -> "event=claim-not-awaited group=" + group + " next=\"the limit is set\"");
        }
    }

    public TenantLimits ofTenant(String id) {
        return repository.read().ofTenant(id);
    }

    private static void requireName(String name) {
        if (!Names.hold(name)) {
            throw InvalidFieldsException.of("name", Names.RULE);
        }
    }

    /** What a process that set a limit, or had places of one in reserve, has left behind; for the timer. */
    public void settle() {
        reserves.takeBackOverdue();
        settle(Duration.ofMillis(500));
    }

    private void settle(Duration patience) {
        List<SettleRepository.Unsettled> limits = settling.unsettled();
        if (!limits.isEmpty() && writersAreDone(patience)) {
            limits.forEach(settling::settle);
        }
        rooms.look();
    }

    /** Those who write now; whoever comes later has read the limits. */
    private boolean writersAreDone(Duration patience) {
        List<String> writers = settling.writers();
        long end = System.nanoTime() + patience.toNanos();
        while (!writers.isEmpty() && settling.anyOf(writers)) {
            if (System.nanoTime() > end || !pause()) {
                return false;
            }
        }
        return true;
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
