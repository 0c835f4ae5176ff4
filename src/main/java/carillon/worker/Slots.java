package carillon.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The places in which this member performs attempts; a place is taken before a run is claimed, and free when it ended. While
 * attempts are shorter than a claim takes, more places are taken than there are, ahead of those that will be free before
 * another claim could answer. Thread-safe.
 */
final class Slots {

    /** Short attempts end together: waiting for more places makes one claim of many instead of many of one. */
    private static final long SHORTEST_GATHERING_NANOS = 300_000;

    private static final long LONGEST_GATHERING_NANOS = 2_000_000;

    /** Runs that wait for a place begin one within the other's end. */
    private static final int MOST_AHEAD = 100;

    /** Between two claims: what ended in a longer time tells nothing of the next moments. */
    private static final long CLOSELY_NANOS = 20_000_000;

    /** Ids that are there when they are asked for come within one round trip to Redis. */
    private static final long SURELY_EMPTY_NANOS = 5_000_000;

    private final int size;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();

    /** Places in use, promised, or between: more than there are while some are taken ahead. */
    private int taken;

    /** Places that were promised to somebody who waits for ids: nobody uses them yet. */
    private int promised;

    private long promisedAt;

    private int waiting;

    /** The fewest that one of those who wait wants. */
    private int wanted;

    /** Attempts that ended in their place since the last claim. */
    private int ended;

    private int ahead;
    private long claimedAt;
    private long gathering = SHORTEST_GATHERING_NANOS;

    Slots(int size, LongSupplier nanoTime) {
        this.size = size;
        this.nanoTime = nanoTime;
    }

    int size() {
        return size;
    }

    /** The most places that can be taken at once now. */
    int most() {
        return locked(() -> size + aheadNow());
    }

    /** Places that nobody has taken. */
    int free() {
        return locked(() -> Math.max(0, size - taken));
    }

    /** Places in which no attempt is, those that are promised among them. */
    int unused() {
        return locked(() -> Math.max(0, size - taken + promised));
    }

    /**
     * Tells of a claim that has answered. Half of the time that it took is worth waiting for more places. When claims follow each
     * other closely, as many runs may be claimed as attempts ended in between, be it more than there are places; and twice as
     * many more, if each of all places got a run and all attempts have ended: then more could have been begun.
     *
     * @param places what was taken for the claim, and is still
     * @param full whether it got a run for each place
     */
    void claimTook(long nanos, int places, boolean full) {
        lock.lock();
        try {
            gathering = Math.max(SHORTEST_GATHERING_NANOS, Math.min(nanos / 2, LONGEST_GATHERING_NANOS));
            long now = nanoTime.getAsLong();
            int lately = now - nanos - claimedAt > CLOSELY_NANOS ? 0 : ended;
            boolean allEnded = full && places >= size && lately > 0 && taken - promised <= places;
            ahead = allEnded
                    ? Math.min(Math.min(2 * size, MOST_AHEAD), Math.max(2 * ahead, lately))
                    : Math.min(ahead, Math.max(0, lately - size));
            claimedAt = now;
            ended = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Says of places that were reserved that they wait for ids; {@link #redeem} ends that. */
    void promise(int places) {
        lock.lock();
        try {
            promisedAt = nanoTime.getAsLong();
            promised += places;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Places that have waited for ids for longer than those take that wait for a place: at this moment nobody else wants
     * them.
     */
    int unwanted() {
        return locked(() -> promiseIsOld() ? Math.min(promised, Math.max(0, size - taken + promised)) : 0);
    }

    /**
     * Takes promised places for use, as many as were not {@link #borrow borrowed} meanwhile. Those that were taken ahead are
     * given back when the promise is old: they were to be used at once.
     *
     * @return how many, 0 to {@code places}
     */
    int redeem(int places) {
        return locked(() -> {
            if (promiseIsOld()) {
                int surplus = Math.min(promised, Math.max(0, taken - size));
                promised -= surplus;
                taken -= surplus;
            }
            int had = Math.min(promised, places);
            promised -= had;
            return had;
        });
    }

    private boolean promiseIsOld() {
        return nanoTime.getAsLong() - promisedAt >= SURELY_EMPTY_NANOS;
    }

    /**
     * Takes places, promised ones too: whoever waits for ids may wait for half a second, and need none. Waits only when there
     * is neither.
     *
     * @return how many were taken, 0 to {@code most}
     */
    int borrow(int most, Duration wait) throws InterruptedException {
        int promisedOnes = redeem(most);
        int rest = promisedOnes < most ? reserve(most - promisedOnes, promisedOnes > 0 ? Duration.ZERO : wait) : 0;
        return promisedOnes + rest;
    }

    /**
     * Takes places, at least one if one becomes free in time. While few are free it waits a moment for more.
     *
     * @return how many were taken, 0 to {@code most}
     */
    int reserve(int most, Duration wait) throws InterruptedException {
        if (most <= 0) {
            return 0;
        }
        lock.lock();
        try {
            long longest = wait.toNanos();
            int many = Math.min(most, (size + aheadNow()) / 2);
            await(many, Math.min(gathering, longest));
            if (available() == 0) {
                await(1, longest);
                await(many, Math.min(gathering, longest));
            }
            int got = Math.min(most, available());
            taken += got;
            return got;
        } finally {
            lock.unlock();
        }
    }

    private void await(int places, long longest) throws InterruptedException {
        long left = longest;
        while (available() < places && left > 0) {
            wanted = waiting++ == 0 ? places : Math.min(wanted, places);
            try {
                left = more.awaitNanos(left);
            } finally {
                waiting--;
                wanted = 1; // The others wake once too often rather than too late.
            }
        }
    }

    private int available() {
        return Math.max(0, size + aheadNow() - taken);
    }

    /** What the last claim told does not hold for long. */
    private int aheadNow() {
        return ahead > 0 && nanoTime.getAsLong() - claimedAt > CLOSELY_NANOS ? 0 : ahead;
    }

    /** Places that were taken and not used. */
    void release(int places) {
        lock.lock();
        try {
            free(places);
        } finally {
            lock.unlock();
        }
    }

    /** A run takes up its place no more; {@link SlotUse#over}. */
    void over(boolean attemptEnded) {
        lock.lock();
        try {
            ended += attemptEnded ? 1 : 0;
            free(1);
        } finally {
            lock.unlock();
        }
    }

    private void free(int places) {
        taken -= places;
        if (waiting > 0 && available() >= wanted) {
            more.signalAll();
        }
    }

    private int locked(IntSupplier work) {
        lock.lock();
        try {
            return work.getAsInt();
        } finally {
            lock.unlock();
        }
    }
}
