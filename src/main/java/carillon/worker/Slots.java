package carillon.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The places in which this member performs attempts; a place is taken before a run is claimed, and free when it ended. */
final class Slots {

    /** Short attempts end together: waiting for more places makes one claim of many instead of many of one. */
    private static final long SHORTEST_GATHERING_NANOS = 300_000;

    private static final long LONGEST_GATHERING_NANOS = 2_000_000;

    /** Ids that are there when they are asked for come within one round trip to Redis. */
    private static final long SURELY_EMPTY_NANOS = 5_000_000;

    private final int size;
    private final LongSupplier nanoTime;
    private final Semaphore free;

    /** Places that were promised to somebody who waits for ids: nobody uses them yet. */
    private final AtomicInteger promised = new AtomicInteger();

    private volatile long promisedAt;
    private volatile long gathering = SHORTEST_GATHERING_NANOS;

    Slots(int size, LongSupplier nanoTime) {
        this.size = size;
        this.nanoTime = nanoTime;
        this.free = new Semaphore(size);
    }

    int size() {
        return size;
    }

    /** Places that nobody has taken. */
    int free() {
        return free.availablePermits();
    }

    /** Places in which no attempt is, those that are promised among them. */
    int unused() {
        return free.availablePermits() + promised.get();
    }

    /** What the places are reserved for took so long: half of that is worth waiting for more of them. */
    void useTook(long nanos) {
        gathering = Math.max(SHORTEST_GATHERING_NANOS, Math.min(nanos / 2, LONGEST_GATHERING_NANOS));
    }

    /** Says of places that were reserved that they wait for ids; {@link #redeem} ends that. */
    void promise(int places) {
        promisedAt = nanoTime.getAsLong();
        promised.addAndGet(places);
    }

    /**
     * Places that have waited for ids for longer than those take that wait for a place: at this moment nobody else wants
     * them.
     */
    int unwanted() {
        return nanoTime.getAsLong() - promisedAt < SURELY_EMPTY_NANOS ? 0 : promised.get();
    }

    /**
     * Takes promised places for use, as many as were not {@link #borrow borrowed} meanwhile.
     *
     * @return how many, 0 to {@code places}
     */
    int redeem(int places) {
        int had = promised.getAndUpdate(there -> there - Math.min(there, places));
        return Math.min(had, places);
    }

    /**
     * Takes places, promised ones too: whoever waits for ids may wait for half a second, and need none. Waits only when there
     * is neither.
     *
     * @return how many were taken, 0 to {@code most}
     */
    int borrow(int most, Duration wait) throws InterruptedException {
        int promisedOnes = redeem(most);
        int taken = promisedOnes < most ? reserve(most - promisedOnes, promisedOnes > 0 ? Duration.ZERO : wait) : 0;
        return promisedOnes + taken;
    }

    /**
     * Takes places, at least one if one becomes free in time.
     *
     * @return how many were taken, 0 to {@code most}
     */
    int reserve(int most, Duration wait) throws InterruptedException {
        if (most <= 0 || !free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            return 0;
        }
        if (free.availablePermits() < size / 2) {
            LockSupport.parkNanos(gathering);
        }
        int taken = 1;
        while (taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    void release(int places) {
        if (places > 0) {
            free.release(places);
        }
    }
}
