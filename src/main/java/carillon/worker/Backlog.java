package carillon.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Ids that were handed to this member and wait for a place, each once, first come first served. They are nobody's: whoever
 * claims them first has them, and should this member end, they are found due again. Thread-safe.
 */
final class Backlog {

    /** What is above waits in the database. */
    private static final int MOST = 1_000;

    /** So many more are welcome as were taken within such a time: short runs need not wait for the next hand-off. */
    private static final long AHEAD_NANOS = Duration.ofMillis(50).toNanos();

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition any = lock.newCondition();
    private final Set<UUID> ids = new LinkedHashSet<>();
    private long since;
    private int taken;
    private int pace;

    Backlog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    void add(Collection<UUID> runs) {
        lock.lock();
        try {
            for (UUID run : runs) {
                if (ids.size() < MOST) {
                    ids.add(run);
                }
            }
            any.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the run unless so many wait already. */
    boolean addBelow(int places, UUID run) {
        lock.lock();
        try {
            boolean fits = ids.size() < places && ids.add(run);
            any.signalAll();
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /** How many wait, after waiting for the first. */
    int await(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long nanos = longest.toNanos();
            while (ids.isEmpty() && nanos > 0) {
                nanos = any.awaitNanos(nanos);
            }
            return ids.size();
        } finally {
            lock.unlock();
        }
    }

    /** The first of them, at most so many. */
    List<UUID> take(int most) {
        lock.lock();
        try {
            List<UUID> first = new ArrayList<>();
            for (Iterator<UUID> each = ids.iterator(); each.hasNext() && first.size() < most; each.remove()) {
                first.add(each.next());
            }
            keepPace(first.size());
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** How many more are welcome, with so many places free: as many, and what is sure to be begun within moments. */
    int room(int free) {
        lock.lock();
        try {
            keepPace(0);
            return Math.max(0, Math.min(MOST, free + pace) - ids.size());
        } finally {
            lock.unlock();
        }
    }

    private void keepPace(int more) {
        long now = nanoTime.getAsLong();
        long elapsed = now - since;
        taken += more;
        if (elapsed >= AHEAD_NANOS) {
            pace = (int) (taken * AHEAD_NANOS / elapsed);
            taken = 0;
            since = now;
        }
    }

    void clear() {
        lock.lock();
        try {
            ids.clear();
        } finally {
            lock.unlock();
        }
    }
}
