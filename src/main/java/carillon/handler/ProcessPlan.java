package carillon.handler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A program that is to be run for an attempt.
 *
 * @param program as the configuration names it
 * @param limits of this job
 * @param files directory whose entries are linked into the working directory; null for none
 * @param log takes what the program writes, one or several lines at a time
 * @param outcome completed by its end; once it is completed by somebody else, the program is ended
 * @param begun when the attempt began, from which its limits count, by the JVM's monotonic clock
 */
record ProcessPlan(
        Attempt attempt,
        ProcessHandlerSpec spec,
        Path program,
        ProcessLimits limits,
        Path files,
        Consumer<String> log,
        CompletableFuture<Outcome> outcome,
        long begun) {

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
