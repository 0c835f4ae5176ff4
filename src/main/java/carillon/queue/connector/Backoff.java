package carillon.queue.connector;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next try: from 100 ms doubling to 2 s, shortened at random by up to a half. One thread's. */
final class Backoff {

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 2_000;

    private long nextMillis = FIRST_MILLIS;

    Duration next() {
        long pause = nextMillis;
        nextMillis = Math.min(2 * nextMillis, LONGEST_MILLIS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
    }

    void reset() {
        nextMillis = FIRST_MILLIS;
    }
}
