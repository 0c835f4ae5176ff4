package carillon.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Tells the others once a second that this member is alive, and learns of them. A member whose heartbeats fail for eight
 * seconds must assume that others will soon take over what it does.
 */
@ApplicationScoped
public class Heartbeat {

    static final Duration PERIOD = Duration.ofSeconds(1);

    /** Before the ten seconds after which others may rescue this member's runs. */
    public static final Duration GIVE_UP_AFTER = Duration.ofSeconds(8);

    /** Before the two seconds after which they may when Hazelcast has parted them from this member. */
    static final Duration GIVE_UP_AFTER_LEAVE = Duration.ofMillis(1_800);

    private final PulseRepository repository;
    private final Cluster cluster;
    private final LocalMember local;
    private final TimerLease lease;
    private final Event<Standing> standing;
    private volatile IntSupplier active = () -> 0;
    private volatile BooleanSupplier draining = () -> false;
    private volatile long lastSuccess = System.nanoTime();
    private volatile boolean registered;
    private volatile boolean lost;

    /** For the container's proxy. */
    protected Heartbeat() {
        this(null, null, null, null, null);
    }

    @Inject
    public Heartbeat(
            PulseRepository repository,
            Cluster cluster,
            LocalMember local,
            TimerLease lease,
            Event<Standing> standing) {
        this.repository = repository;
        this.cluster = cluster;
        this.local = local;
        this.lease = lease;
        this.standing = standing;
    }

    /**
     * Says where the number of attempts that each heartbeat reports comes from, and whether the member takes no new runs,
     * should it have to begin anew.
     */
    public void report(IntSupplier attempts, BooleanSupplier takesNothing) {
        active = attempts;
        draining = takesNothing;
    }

    /** How long ago the database last confirmed a heartbeat, by this JVM's monotonic clock. */
    public Duration sinceSuccess() {
        return Duration.ofNanos(System.nanoTime() - lastSuccess);
    }

    /** One beat, which renews the timer's lease too while this member holds it; returns the wait until the next. */
    Duration beat() {
        long began = System.nanoTime();
        if (!registered) {
            repository.register(local, cluster.localHazelcastId(), draining.getAsBoolean());
            registered = true;
        }
        long epoch = lease.epoch();
        Pulse pulse = repository.pulse(local.id(), cluster.localHazelcastId(), active.getAsInt(), epoch, lease.looks());
        if (pulse.alive()) {
            cluster.observe(pulse.view(), began);
        }
        if (epoch != 0) {
            lease.renewed(epoch, pulse, began);
        }
        conclude(pulse.alive(), began);
        return lease.held() ? TimerLease.RENEW_EVERY : PERIOD;
    }

    /** Decides and tells under one lock with {@link #watch}: what is told last is how it stands. */
    private synchronized void conclude(boolean counted, long began) {
        if (!counted) {
            // The others gave this member up while it was silent: its runs are theirs, it starts as if new.
            registered = false;
            lost = false;
            standing.fire(Standing.GIVEN_UP);
            return;
        }
        lastSuccess = began;
        if (lost) {
            lost = false;
            standing.fire(Standing.BACK);
        }
    }

    /** Called between beats, on a thread that does not wait for the database. */
    synchronized void watch() {
        Duration patience = cluster.leftLately() ? GIVE_UP_AFTER_LEAVE : GIVE_UP_AFTER;
        if (!lost && registered && sinceSuccess().compareTo(patience) > 0) {
            lost = true;
            standing.fire(Standing.CUT_OFF);
        }
    }

    /** How this member stands with the database; fired as a CDI event when it changes. */
    public enum Standing {
        /** No heartbeat came through for so long that attempts must stop before others rescue their runs. */
        CUT_OFF,
        /** Heartbeats come through again, and nobody has given this member up. */
        BACK,
        /** The others have given this member up and taken its runs. */
        GIVEN_UP
    }
}
