package carillon.event;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what happens, by twelfths of a minute, and tells of the last twelve whole ones: what happened in the last five seconds
 * may be missing. When two threads come first in a new twelfth a count may be lost: it is a figure for people.
 */
final class LastMinute {

    static final long TWELFTH = 5_000_000_000L;

    private static final int PARTS = 13;

    private final AtomicLongArray counts = new AtomicLongArray(PARTS);
    private final AtomicLongArray periods = new AtomicLongArray(PARTS);

    LastMinute() {
        for (int i = 0; i < PARTS; i++) {
            periods.set(i, Long.MIN_VALUE);
        }
    }

    void count(long now) {
        long period = Math.floorDiv(now, TWELFTH);
        int part = Math.floorMod(period, PARTS);
        long seen = periods.get(part);
        if (seen != period && periods.compareAndSet(part, seen, period)) {
            counts.set(part, 0);
        }
        counts.incrementAndGet(part);
    }

    /** In the twelve twelfths before the one that now is under way. */
    long told(long now) {
        long period = Math.floorDiv(now, TWELFTH);
        long sum = 0;
        for (int i = 0; i < PARTS; i++) {
            long seen = periods.get(i);
            if (seen < period && seen >= period - 12) {
                sum += counts.get(i);
            }
        }
        return sum;
    }

    /** Whether nothing is told now, nor will be soon. */
    boolean isSilent(long now) {
        long period = Math.floorDiv(now, TWELFTH);
        for (int i = 0; i < PARTS; i++) {
            if (periods.get(i) >= period - 12) {
                return false;
            }
        }
        return true;
    }
}
