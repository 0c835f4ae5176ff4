package carillon.worker;

import carillon.handler.Outcome;
import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An attempt that this member performs.
 *
 * @param began when its handler was started, by the JVM's monotonic clock
 */
record Running(ClaimedRun run, long began, CompletableFuture<Outcome> outcome) {

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    boolean overTime() {
        return age().compareTo(run.hardLimit()) > 0;
    }
}
