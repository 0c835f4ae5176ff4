package carillon.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The places in which this member performs attempts; a place is taken before a run is claimed, and free when it ended. */
final class Slots {

    /** Short attempts end together: waiting this long for more places makes one claim of many instead of many of one. */
    private static final long GATHER_NANOS = 300_000;

    private final int size;
    private final Semaphore free;

    Slots(int size) {
        this.size = size;
        this.free = new Semaphore(size);
    }

    int size() {
        return size;
    }

    /** Places that nobody has taken. */
    int free() {
        return free.availablePermits();
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
            LockSupport.parkNanos(GATHER_NANOS);
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
