package carillon.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The answer to a question that may take long: asked on another thread, one at a time, kept for a while, and waited for
 * only so long. Probes and scrapes ask through it, so that none of them hangs with a database that does. Thread-safe.
 */
final class Kept<T> {

    private static final Logger LOG = Logger.getLogger(Kept.class.getName());

    private final Supplier<T> question;
    private final Executor executor;
    private final LongSupplier nanos;
    private final Times times;
    private Asked<T> asked;
    private volatile Good<T> good;

    /**
     * @param question never answers null
     * @param executor runs every task that it is given, in the end
     */
    Kept(Supplier<T> question, Executor executor, Times times) {
        this(question, executor, times, System::nanoTime);
    }

    Kept(Supplier<T> question, Executor executor, Times times, LongSupplier nanos) {
        this.question = question;
        this.executor = executor;
        this.times = times;
        this.nanos = nanos;
    }

    /** The newest answer, asking anew when it is not fresh; returns within {@link Times#patience()}, empty for none. */
    Optional<T> get() {
        Asked<T> newest = ask();
        long left = times.patience().toNanos() - (nanos.getAsLong() - newest.at());
        try {
            return Optional.of(newest.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.FINE, e, () -> "event=no-answer patience=" + times.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lastGood();
    }

    /** Asks, unless an answer is under way or fresh; returns at once. */
    private synchronized Asked<T> ask() {
        long now = nanos.getAsLong();
        boolean stale = asked == null
                || asked.answer().isDone() && now - asked.at() >= times.fresh().toNanos();
        if (stale) {
            asked = new Asked<>(now, submit(now));
        }
        return asked;
    }

    private CompletableFuture<T> submit(long now) {
        return CompletableFuture.supplyAsync(question, executor).thenApply(answer -> {
            good = new Good<>(now, answer);
            return answer;
        });
    }

    private Optional<T> lastGood() {
        return Optional.ofNullable(good)
                .filter(last ->
                        nanos.getAsLong() - last.at() <= times.tolerance().toNanos())
                .map(Good::answer);
    }

    /**
     * How long things may take.
     *
     * @param fresh from so long after it was asked the question is asked again
     * @param patience from the asking to the moment when nobody waits any more
     * @param tolerance age up to which an earlier answer stands in for one that does not come
     */
    record Times(Duration fresh, Duration patience, Duration tolerance) {}

    private record Asked<T>(long at, CompletableFuture<T> answer) {}

    private record Good<T>(long at, T answer) {}
}
