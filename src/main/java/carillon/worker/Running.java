package carillon.worker;

import carillon.handler.Outcome;
import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An attempt that this member performs.
 *
 * @param softLimit after so long it is asked to come to its end
 * @param hardLimit after so long it is ended
 * @param startedAfter from the claim, by the database's clock, to the start of its handler
 * @param began when its handler was started, by the JVM's monotonic clock
 * @param warned set once its soft limit was told of
 * @param decided set once it is settled how the attempt ended
 */
record Running(
        ClaimedRun run,
        Duration softLimit,
        Duration hardLimit,
        Duration startedAfter,
        long began,
        CompletableFuture<Outcome> outcome,
        AtomicBoolean warned,
        AtomicBoolean decided) {

    Running(
            ClaimedRun run,
            Duration softLimit,
            Duration hardLimit,
            Duration startedAfter,
            long began,
            CompletableFuture<Outcome> outcome) {
        this(run, softLimit, hardLimit, startedAfter, began, outcome, new AtomicBoolean(), new AtomicBoolean());
    }

    /** True for the first caller only: it alone says how the attempt ended. */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** True once, for an attempt that goes on past its soft limit. */
    boolean overSoftLimit() {
        return !decided.get() && age().compareTo(softLimit) > 0 && warned.compareAndSet(false, true);
    }

    boolean overTime() {
        return age().compareTo(hardLimit) > 0;
    }
}
