package carillon.ops;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The answer to a question that may take long: asked on another thread, one at a time, kept for a while, and waited for
 * only so long. Probes and scrapes ask through it, so that none of them hangs with a database that does. Thread-safe.
 */
final class Kept<T> {

    /** Longer than any statement lasts: the container may drop a task of an application that is still being deployed. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(20);

    private final Supplier<T> question;
    private final Executor executor;
    private final LongSupplier nanos;
    private final Times times;
    private Asked<T> asked;
    private volatile Good<T> good;

    /** @param executor may refuse: that counts as no answer */
    Kept(Supplier<T> question, Executor executor, Times times) {
        this(question, executor, times, System::nanoTime);
    }

    Kept(Supplier<T> question, Executor executor, Times times, LongSupplier nanos) {
        this.question = question;
        this.executor = executor;
        this.times = times;
        this.nanos = nanos;
    }

    /** The newest answer, asking anew when it is not fresh; returns within {@link Times#patience()}. */
    Answer<T> get() {
        Asked<T> newest = ask();
        long left = times.patience().toNanos() - (nanos.getAsLong() - newest.at());
        try {
            return Answer.of(newest.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return lastGood("no answer within " + times.patience());
        } catch (ExecutionException e) {
            return lastGood(e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lastGood("interrupted");
        }
    }

    /** Asks, unless an answer is under way or fresh; returns at once. What follows waits only for the rest of the time. */
    synchronized Asked<T> ask() {
        long now = nanos.getAsLong();
        if (asked == null || isStale(now - asked.at())) {
            asked = new Asked<>(now, submit(now));
        }
        return asked;
    }

    private boolean isStale(long age) {
        return age >= (asked.answer().isDone() ? times.fresh() : LOST_AFTER).toNanos();
    }

    private CompletableFuture<T> submit(long now) {
        try {
            return CompletableFuture.supplyAsync(question, executor).thenApply(answer -> {
                good = new Good<>(now, answer);
                return answer;
            });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Answer<T> lastGood(String trouble) {
        Good<T> last = good;
        boolean usable = last != null
                && nanos.getAsLong() - last.at() <= times.tolerance().toNanos();
        return new Answer<>(usable ? last.answer() : null, trouble);
    }

    /**
     * How long things may take.
     *
     * @param fresh from so long after it was asked the question is asked again
     * @param patience from the asking to the moment when nobody waits any more
     * @param tolerance age up to which an earlier answer stands in for one that does not come
     */
    record Times(Duration fresh, Duration patience, Duration tolerance) {}

    /**
     * What is known.
     *
     * @param value null when there is none
     * @param trouble why the newest answer did not come; null when it did
     */
    record Answer<T>(T value, String trouble) {

        static <T> Answer<T> of(T value) {
            return new Answer<>(value, null);
        }
    }

    record Asked<T>(long at, CompletableFuture<T> answer) {}

    private record Good<T>(long at, T answer) {}
}
