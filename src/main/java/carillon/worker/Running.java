package carillon.worker;

import carillon.handler.Outcome;
import carillon.job.RetryPolicy;
import carillon.job.TimeLimits;
import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An attempt that this member performs.
 *
 * @param retry when it is followed by another
 * @param began when its handler was started, by the JVM's monotonic clock
 * @param decided set once it is settled how the attempt ended
 */
record Running(
        ClaimedRun run,
        TimeLimits limits,
        RetryPolicy retry,
        long began,
        CompletableFuture<Outcome> outcome,
        AtomicBoolean decided) {

    Running(ClaimedRun run, TimeLimits limits, RetryPolicy retry, long began, CompletableFuture<Outcome> outcome) {
        this(run, limits, retry, began, outcome, new AtomicBoolean());
    }

    /** True for the first caller only: it alone says how the attempt ended. */
    boolean decide() {
        return decided.compareAndSet(false, true);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    boolean overTime() {
        return age().compareTo(limits.hard()) > 0;
    }
}
