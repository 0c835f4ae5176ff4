package carillon.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.logging.Logger;

/** This member's side of the timer's lease: take it when nominated, renew it, hold back when it cannot be renewed. */
@ApplicationScoped
public class TimerLease {

    private static final Logger LOG = Logger.getLogger(TimerLease.class.getName());
    /** Between two of them there is time for a slow one before the owner holds back. */
    static final Duration RENEW_EVERY = Duration.ofMillis(650);

    private static final Duration WATCH_EVERY = Duration.ofMillis(500);
    private static final Duration TRY_EVERY = Duration.ofMillis(100);

    /** From so long after its last renewal on the lease may be taken. */
    private static final Duration UNRENEWED = Duration.ofSeconds(3);

    /** The same while Hazelcast has seen the owner leave. */
    private static final Duration UNRENEWED_AND_LEFT = Duration.ofSeconds(1);

    /** From so long after its last renewal on the owner does not fire: less than the shortest time to a taking. */
    private static final Duration TRUST = Duration.ofMillis(900);

    /** After stepping down, others have so long to take the lease. */
    private static final Duration ABSTAIN = Duration.ofSeconds(10);

    private final ClusterRepository repository;
    private final Cluster cluster;
    private final LocalMember local;
    private final Agenda agenda;
    private final Event<Change> changes;
    private volatile long epoch;
    private volatile long renewedAt;
    private volatile long abstainUntil = System.nanoTime();

    /** For the container's proxy. */
    protected TimerLease() {
        this(null, null, null, null, null);
    }

    @Inject
    public TimerLease(
            ClusterRepository repository, Cluster cluster, LocalMember local, Agenda agenda, Event<Change> changes) {
        this.repository = repository;
        this.cluster = cluster;
        this.local = local;
        this.agenda = agenda;
        this.changes = changes;
    }

    /** The epoch this member holds; empty when it does not hold the lease, or cannot trust that it still does. */
    public OptionalLong trusted() {
        boolean fresh = System.nanoTime() - renewedAt < TRUST.toNanos();
        return held() && fresh ? OptionalLong.of(epoch) : OptionalLong.empty();
    }

    /** True from the taking of the lease until it is known to be lost. */
    public boolean held() {
        return epoch != 0;
    }

    /** The epoch held, 0 for none. */
    public long epoch() {
        return epoch;
    }

    /** One turn: tries to take the lease, unless it is held; returns the wait until the next. */
    Duration turn() {
        boolean tries = !held() && local.hasRole("timer") && cluster.nominated() && mayTry();
        return tries ? tryToTake() : WATCH_EVERY;
    }

    /** Whether a renewal should look what there is to do. */
    boolean looks() {
        return agenda.wanted();
    }

    /**
     * The pulse that was to renew the lease was answered.
     *
     * @param asked when it was sent, by the JVM's monotonic clock: the answer is as old as its question
     */
    void renewed(long held, Pulse pulse, long asked) {
        if (pulse.leased()) {
            renewedAt = asked;
            agenda.told(pulse.work(), asked);
        } else {
            lose(held, "taken by another");
        }
    }

    /** Frees the lease for the others at once, and leaves it to them for ten seconds. */
    void stepDown() {
        abstainUntil = System.nanoTime() + ABSTAIN.toNanos();
        release();
    }

    /** Frees the lease, if it is held. */
    void release() {
        long held = epoch;
        if (held != 0) {
            lose(held, "released");
            repository.release(local.id(), held);
        }
    }

    /** A member that is alone takes its lease back at once: nobody else would fire. */
    private boolean mayTry() {
        boolean alone =
                cluster.reachable().stream().filter(MemberRow::mayBeTimer).count() == 1;
        return alone || System.nanoTime() - abstainUntil >= 0;
    }

    private Duration tryToTake() {
        UUID owner = cluster.view().lease().owner();
        boolean left = owner != null && !owner.equals(local.id()) && cluster.hasLeft(owner);
        long began = System.nanoTime();
        OptionalLong taken = repository.take(local.id(), left ? UNRENEWED_AND_LEFT : UNRENEWED);
        if (taken.isEmpty()) {
            return TRY_EVERY;
        }
        renewedAt = began;
        epoch = taken.getAsLong();
        cluster.observe(new LeaseRow(epoch, local.id(), Duration.ZERO));
        LOG.info(() -> "event=timer-taken epoch=" + epoch + " member=" + local.id());
        begin();
        return WATCH_EVERY;
    }

    /** A lease that nobody works under must not be kept from the others. */
    private void begin() {
        try {
            changes.fire(new Change(true, epoch));
        } catch (RuntimeException e) {
            stepDown();
            throw e;
        }
    }

    /** A step down comes on another thread than renewals: whoever is first tells, and only once. */
    private void lose(long lost, String why) {
        synchronized (this) {
            if (epoch != lost) {
                return;
            }
            epoch = 0;
        }
        LOG.info(() -> "event=timer-lost epoch=" + lost + " member=" + local.id() + " why=\"" + why + "\"");
        changes.fire(new Change(false, lost));
    }

    /** This member became the active timer, or ceased to be; fired as a CDI event on the lease's thread. */
    public record Change(boolean active, long epoch) {}
}
