package carillon.queue.connector;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells loops to end, and wakes those that pause. Thread-safe. */
final class StopSignal {

    private final CountDownLatch stop = new CountDownLatch(1);

    void request() {
        stop.countDown();
    }

    boolean isRequested() {
        return stop.getCount() == 0;
    }

    /** Returns after that time, or when a stop is requested. */
    void pause(Duration time) {
        try {
            stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException astray) {
            // Only a deactivation ends a loop: an interrupt meant for what the endpoint did on this thread must not.
        }
    }
}
