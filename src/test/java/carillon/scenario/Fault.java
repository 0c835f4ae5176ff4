package carillon.scenario;

import java.time.Duration;

/** How long something is broken. The only place where scenarios sleep: what they wait for, they wait to see. */
final class Fault {

    private Fault() {}

    static void lasting(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while something was broken", e);
        }
    }
}
