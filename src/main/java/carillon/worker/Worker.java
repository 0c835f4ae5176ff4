package carillon.worker;

import carillon.cluster.Heartbeat;
import carillon.cluster.LocalMember;
import carillon.queue.connector.Demand;
import carillon.queue.connector.Demand.Share;
import carillon.run.ClaimedRun;
import carillon.run.Claims;
import carillon.run.Openings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Takes handed-off runs, as many as this member has free slots or will have by the time they are claimed, claims them and starts
 * their attempts.
 */
@ApplicationScoped
public class Worker {

    private static final Logger LOG = Logger.getLogger(Worker.class.getName());
    private static final Duration WAIT = Duration.ofMillis(500);

    /** So long a queue with runs may wait beside one that is full. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private final LocalMember member;
    private final Claims claims;
    private final Attempts attempts;
    private final Results results;
    private final Slots slots;
    /** True after a delivery of nothing. */
    private volatile boolean idle;

    private final AtomicInteger claiming = new AtomicInteger();
    /** Handed over through the cluster. */
    private final Backlog backlog;

    private volatile boolean open;
    private final LongSupplier nanoTime;
    private final Doubt doubt;

    /** For the container's proxy. */
    protected Worker() {
        this(null, null, null, null, 1, System::nanoTime);
    }

    @Inject
    public Worker(LocalMember member, Claims claims, Attempts attempts, Results results) {
        this(member, claims, attempts, results, System::nanoTime);
    }

    /** With another monotonic clock. */
    Worker(LocalMember member, Claims claims, Attempts attempts, Results results, LongSupplier nanoTime) {
        this(member, claims, attempts, results, Math.max(1, member.slots()), nanoTime);
    }

    private Worker(
            LocalMember member, Claims claims, Attempts attempts, Results results, int slots, LongSupplier nanoTime) {
        this.member = member;
        this.claims = claims;
        this.attempts = attempts;
        this.results = results;
        this.slots = new Slots(slots, nanoTime);
        this.backlog = new Backlog(nanoTime);
        this.doubt = new Doubt(nanoTime);
        this.nanoTime = nanoTime;
    }

    /** Claims from now on. */
    void open() {
        open = true;
    }

    /** Claims nothing more; attempts under way go on. */
    void close() {
        open = false;
        backlog.clear();
    }

    boolean isOpen() {
        return open;
    }

    /** Places that are free. */
    int free() {
        return open && !results.behind() ? slots.free() : 0;
    }

    /**
     * Reserves every free place, waiting up to half a second for the first; {@link #deliver} ends the reservation. What is
     * handed over through the cluster meanwhile may use the reserved places.
     */
    Demand demand() {
        if (!open || results.behind()) {
            pause();
            return Demand.NONE;
        }
        long asked = nanoTime.getAsLong();
        try {
            Optional<Demand> demand;
            do {
                int places = slots.reserve(slots.most(), WAIT);
                demand = places == 0 ? Optional.of(Demand.NONE) : demand(places);
            } while (open && demand.isEmpty() && nanoTime.getAsLong() - asked < WAIT.toNanos());
            return demand.orElse(Demand.NONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Demand.NONE;
        }
    }

    /**
     * Nobody delivers to a demand without queues, as when all are paused or full: its places are free again at once.
     *
     * @return empty when all were full: it has waited for a place of theirs, and there may be one now
     */
    private Optional<Demand> demand(int places) {
        Openings openings = null;
        try {
            openings = claims.openings();
        } finally {
            if (openings == null || openings.queues().isEmpty()) {
                slots.release(places);
            }
        }
        if (openings.queues().isEmpty()) {
            waitForPlace(openings);
            return openings.full() ? Optional.empty() : Optional.of(Demand.NONE);
        }
        if (openings.full() && idle) {
            waitForPlace(openings);
        }
        slots.promise(places);
        return Optional.of(new Demand(places, shares(openings.queues()), shares(openings.tenants()), !openings.full()));
    }

    /** While something is full no loop may sleep in Redis for the sake of the other queues: a place is worth waking for. */
    private void waitForPlace(Openings openings) {
        try {
            if (openings.full()) {
                claims.awaitPlace(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Share> shares(List<Openings.Opening> openings) {
        return openings.stream()
                .map(opening -> new Share(opening.name(), opening.weight(), opening.most()))
                .toList();
    }

    /**
     * Claims the runs and starts those it got, in reserved places; the rest of the places is free again.
     *
     * @return those for which a limit has no place now, or this member: they belong back into their queue
     */
    List<UUID> deliver(int reserved, List<UUID> runs) {
        int places = slots.redeem(reserved);
        idle = runs.isEmpty();
        if (runs.size() <= places) {
            return start(places, runs);
        }
        List<UUID> refused = new ArrayList<>(runs.subList(places, runs.size()));
        refused.addAll(start(places, runs.subList(0, places)));
        return refused;
    }

    private List<UUID> start(int reserved, List<UUID> runs) {
        int used = 0;
        List<UUID> refused = new ArrayList<>();
        claiming.incrementAndGet();
        try {
            for (ClaimedRun run : claim(reserved, runs, refused)) {
                used++;
                attempts.start(run, slots::over);
            }
        } catch (RuntimeException e) {
            // The claim may have been committed all the same: the reconciliation finds what nobody here performs.
            doubt.arise();
            LOG.fine(() -> "event=claim-failed runs=" + runs.size() + " error=\"" + e.getMessage() + "\"");
            throw e;
        } finally {
            slots.release(reserved - used);
            claiming.decrementAndGet();
        }
        return refused;
    }

    /**
     * An answer that took so long, as on a member that was frozen meanwhile, is of claims that others may have rescued:
     * they are not begun, and the reconciliation gives back those that are still this member's.
     */
    private List<ClaimedRun> claim(int places, List<UUID> runs, List<UUID> refused) {
        if (runs.isEmpty() || !open) {
            return List.of();
        }
        long asked = nanoTime.getAsLong();
        List<ClaimedRun> claimed = claims.claim(member.id(), runs, refused);
        long took = nanoTime.getAsLong() - asked;
        slots.claimTook(took, places, claimed.size() == places);
        if (took < Heartbeat.GIVE_UP_AFTER.toNanos()) {
            return claimed;
        }
        doubt.arise();
        LOG.warning(() -> "event=claim-too-late runs=" + claimed.size() + " next=\"given back\"");
        return List.of();
    }

    /** True while a claim is under way whose attempts are not yet started; after {@link #close} no other begins. */
    boolean isClaiming() {
        return claiming.get() > 0;
    }

    /** Takes runs that came through the cluster instead of Redis, to begin them; returns how many more it could take. */
    int handOff(List<UUID> runs) {
        if (!open || results.behind()) {
            return 0;
        }
        backlog.add(runs);
        return backlog.room(slots.unused());
    }

    /**
     * Takes a run that was committed on this member a moment ago, to begin it, if a place waits for which there is nothing
     * else: neither in Redis nor handed over. Does not wait.
     */
    boolean takeAtOnce(UUID run) {
        return open && !results.behind() && backlog.addBelow(slots.unwanted(), run);
    }

    /** One turn: begins what was handed over, as soon as there is a place, which may be one that waits for Redis. */
    Duration takeHandedOver() throws InterruptedException {
        int waiting = backlog.await(WAIT);
        if (waiting > 0) {
            int places = slots.borrow(waiting, WAIT);
            start(places, backlog.take(places));
        }
        return Duration.ZERO;
    }

    /** True once, some seconds after a claim whose fate is not known. */
    boolean takeDoubt() {
        return doubt.take();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
