package carillon.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Commits together what several threads bring while others are being committed. Whoever comes when nobody else is there does
 * not wait: its own thread commits it at once. Thread-safe.
 *
 * @param <T> what a thread brings
 */
final class GroupCommit<T> {

    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final int atOnce;
    private final int mostWeight;
    private final ToIntFunction<T> weight;
    private final Consumer<List<T>> commit;
    private final Predicate<RuntimeException> divisible;
    private final Duration patience;
    private final Deque<Entry<T>> waiting = new ArrayDeque<>();
    private int committing;

    /**
     * @param atOnce so many commits go on at the same time
     * @param mostWeight of a group, if it is of more than one
     * @param commit all of them or, when it throws, none
     * @param divisible whether nothing was committed, and one of the group may be the reason: each tries alone then
     * @param patience so long somebody waits for a commit to begin
     */
    GroupCommit(
            int atOnce,
            int mostWeight,
            ToIntFunction<T> weight,
            Consumer<List<T>> commit,
            Predicate<RuntimeException> divisible,
            Duration patience) {
        this.atOnce = atOnce;
        this.mostWeight = mostWeight;
        this.weight = weight;
        this.commit = commit;
        this.divisible = divisible;
        this.patience = patience;
    }

    /**
     * Returns when it is committed; throws what its commit threw. An interrupt is kept for later.
     *
     * @throws DatabaseBusyException when no commit began in time, and none will
     */
    void add(T item) {
        Entry<T> entry = new Entry<>(item);
        List<Entry<T>> group = enter(entry);
        if (group == null) {
            if (!entry.await(patience) && leave(entry)) {
                throw DatabaseBusyException.committing(patience);
            }
            group = entry.await();
        }
        if (group != null) {
            commit(group);
        }
        if (entry.alone) {
            commit.accept(List.of(item));
        } else if (entry.failure != null) {
            throw entry.failure;
        }
    }

    /** How many wait for somebody to commit them. */
    synchronized int waiting() {
        return waiting.size();
    }

    /** The group that the caller is to commit, itself; null when it has to wait. */
    private synchronized List<Entry<T>> enter(Entry<T> entry) {
        if (committing < atOnce) {
            committing++;
            return List.of(entry);
        }
        waiting.add(entry);
        return null;
    }

    /** False when it is in a group already. */
    private synchronized boolean leave(Entry<T> entry) {
        return waiting.remove(entry);
    }

    private void commit(List<Entry<T>> group) {
        RuntimeException failure = new IllegalStateException("the commit ended without saying how");
        try {
            commit.accept(group.stream().map(entry -> entry.item).toList());
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            next();
            boolean alone = failure != null && group.size() > 1 && divisible.test(failure);
            for (Entry<T> entry : group) {
                entry.end(alone, failure);
            }
        }
    }

    /** The first that waits commits those behind it. */
    private void next() {
        List<Entry<T>> group = take();
        if (!group.isEmpty()) {
            group.get(0).lead(group);
        }
    }

    private synchronized List<Entry<T>> take() {
        List<Entry<T>> group = new ArrayList<>();
        long sum = 0;
        while (!waiting.isEmpty()) {
            sum += weight.applyAsInt(waiting.peek().item);
            if (sum > mostWeight && !group.isEmpty()) {
                break;
            }
            group.add(waiting.poll());
        }
        if (group.isEmpty()) {
            committing--;
        }
        return group;
    }

    /** One thread's. */
    private static final class Entry<T> {

        private final T item;
        private final Thread thread = Thread.currentThread();
        private boolean alone;
        private RuntimeException failure;
        private List<Entry<T>> group;

        /** Set last, and read first. */
        private volatile boolean told;

        Entry(T item) {
            this.item = item;
        }

        /** The group to commit; null when that is done. */
        List<Entry<T>> await() {
            await(FOR_EVER);
            return group;
        }

        /** False when nothing was told for so long. */
        boolean await(Duration longest) {
            long begun = System.nanoTime();
            long left = longest.toNanos();
            boolean interrupted = false;
            while (!told && left > 0) {
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
                left = longest.toNanos() - (System.nanoTime() - begun);
            }
            if (interrupted) {
                thread.interrupt();
            }
            return told;
        }

        void lead(List<Entry<T>> toCommit) {
            group = toCommit;
            tell();
        }

        void end(boolean tryAlone, RuntimeException why) {
            alone = tryAlone;
            failure = why;
            tell();
        }

        private void tell() {
            told = true;
            if (thread != Thread.currentThread()) {
                LockSupport.unpark(thread);
            }
        }
    }
}
