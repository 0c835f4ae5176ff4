package carillon.worker;

import carillon.handler.Outcome;
import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An attempt that this member performs.
 *
 * @param hardLimit after so long it is ended
 * @param startedAfter from the claim, by the database's clock, to the start of its handler
 * @param began when its handler was started, by the JVM's monotonic clock
 * @param decided set once it is settled how the attempt ended
 */
record Running(
        ClaimedRun run,
        Duration hardLimit,
        Duration startedAfter,
        long began,
        CompletableFuture<Outcome> outcome,
        AtomicBoolean decided) {

    Running(ClaimedRun run, Duration hardLimit, Duration startedAfter, long began, CompletableFuture<Outcome> outcome) {
        this(run, hardLimit, startedAfter, began, outcome, new AtomicBoolean());
    }

    /** True for the first caller only: it alone says how the attempt ended. */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    boolean overTime() {
        return age().compareTo(hardLimit) > 0;
    }
}
