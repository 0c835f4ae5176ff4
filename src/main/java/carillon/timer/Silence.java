package carillon.timer;

import carillon.cluster.Heartbeat;
import carillon.run.Callbacks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Ends attempts of targets that are silent. The database must have been in reach for as long as a target may be silent: after
 * an outage, or under a new timer, each is given its whole time once more.
 */
@ApplicationScoped
public class Silence {

    private static final Logger LOG = Logger.getLogger(Silence.class.getName());

    /** A heartbeat of this member that took longer means that the database was out of reach. */
    private static final Duration LOST_CONTACT = Duration.ofMillis(2_500);

    /** A turn that comes later than that means that this member was not the timer meanwhile, or frozen. */
    private static final Duration LOST_TIMER = Duration.ofSeconds(10);

    private final Heartbeat heartbeat;
    private final Callbacks callbacks;
    private final LongSupplier nanoTime;
    private long contactSince;
    private long lastTurn;

    /** For the container's proxy. */
    protected Silence() {
        this(null, null, () -> 0);
    }

    @Inject
    public Silence(Heartbeat heartbeat, Callbacks callbacks) {
        this(heartbeat, callbacks, System::nanoTime);
    }

    Silence(Heartbeat heartbeat, Callbacks callbacks, LongSupplier nanoTime) {
        this.heartbeat = heartbeat;
        this.callbacks = callbacks;
        this.nanoTime = nanoTime;
        this.contactSince = nanoTime.getAsLong();
        this.lastTurn = contactSince;
    }

    /** One turn. */
    void end() {
        long now = nanoTime.getAsLong();
        boolean away = heartbeat.sinceSuccess().compareTo(LOST_CONTACT) > 0;
        if (away || now - lastTurn > LOST_TIMER.toNanos()) {
            contactSince = now;
        }
        lastTurn = now;
        int ended = away ? 0 : callbacks.endOverdue(Duration.ofNanos(now - contactSince));
        if (ended > 0) {
            LOG.info(() -> "event=silent-targets-given-up runs=" + ended);
        }
    }
}
