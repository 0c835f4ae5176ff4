package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waits. */
final class Patience {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private Patience() {}

    static void sleep(Duration time) {
        try {
            Thread.sleep(Math.max(0, time.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while measuring", e);
        }
    }

    /** @throws IllegalStateException when it does not come about in time */
    static void until(String what, Duration longest, BooleanSupplier condition) {
        if (!within(longest, LOOK_EVERY, condition)) {
            throw new IllegalStateException("Not within " + longest + ": " + what);
        }
    }

    /** False when it does not come about in time. */
    static boolean within(Duration longest, Duration every, BooleanSupplier condition) {
        Instant end = Instant.now().plus(longest);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            sleep(every);
        }
        return true;
    }
}
