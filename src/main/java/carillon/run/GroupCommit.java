package carillon.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

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
    private final Duration patience;
    private final Work<T> work;
    private final Deque<Entry<T>> waiting = new ArrayDeque<>();
    private int committing;

    /**
     * @param atOnce so many groups are committed at the same time
     * @param mostWeight of a group, if it is of more than one
     * @param patience so long somebody waits for a commit to begin
     */
    GroupCommit(int atOnce, int mostWeight, Duration patience, Work<T> work) {
        this.atOnce = atOnce;
        this.mostWeight = mostWeight;
        this.patience = patience;
        this.work = work;
    }

    /**
     * Returns when it is committed; throws what its commit threw. An interrupt is kept until then.
     *
     * @throws DatabaseBusyException when no commit began in time, and none will
     */
    void add(T item) {
        boolean interrupted = Thread.interrupted();
        Entry<T> entry = new Entry<>(item, work.weight(item));
        try {
            List<Entry<T>> group = enter(entry);
            if (group == null) {
                if (!entry.await(patience) && leave(entry)) {
                    throw DatabaseBusyException.committing(patience);
                }
                entry.await(FOR_EVER);
                group = entry.group;
            }
            entry.interrupted |= Thread.interrupted();
            if (group != null) {
                commit(group);
            }
            if (entry.alone) {
                work.alone(item);
            } else if (entry.failure != null) {
                throw entry.failure;
            }
        } finally {
            if (interrupted || entry.interrupted) {
                Thread.currentThread().interrupt();
            }
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
        boolean told = false;
        try {
            tell(group, outcome(group));
            told = true;
        } finally {
            try {
                if (!told) {
                    RuntimeException unknown = new IllegalStateException("The commit ended without saying how");
                    group.forEach(entry -> entry.end(false, unknown));
                }
            } finally {
                next();
            }
        }
    }

    /** Null when it is committed. */
    private RuntimeException outcome(List<Entry<T>> group) {
        try {
            work.together(group.stream().map(entry -> entry.item).toList());
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private void tell(List<Entry<T>> group, RuntimeException failure) {
        boolean alone = failure != null && work.mayGoAlone(failure, group.size());
        group.forEach(entry -> entry.end(alone, failure));
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
            sum += waiting.peek().weight;
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

    /** How items are committed. */
    interface Work<T> {

        /** What counts against the most that a group may weigh. */
        int weight(T item);

        /** Commits all of them or, when it throws, none; for others it must not take long. */
        void together(List<T> items);

        /** Commits one that could not be committed together, on its own thread, however many others do so. */
        void alone(T item);

        /** Whether a group that could not be committed is known not to be, and each of it is to go alone. */
        boolean mayGoAlone(RuntimeException failure, int size);
    }

    /** One thread's. */
    private static final class Entry<T> {

        private final T item;
        private final int weight;
        private final Thread thread = Thread.currentThread();
        private boolean interrupted;
        private boolean alone;
        private RuntimeException failure;

        /** To be committed by this thread; null when another does it. */
        private List<Entry<T>> group;

        /** Set last, and read first. */
        private volatile boolean told;

        Entry(T item, int weight) {
            this.item = item;
            this.weight = weight;
        }

        /** False when nothing was told for so long. */
        boolean await(Duration longest) {
            long begun = System.nanoTime();
            long left = longest.toNanos();
            while (!told && left > 0) {
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
                left = longest.toNanos() - (System.nanoTime() - begun);
            }
            return told;
        }

        void lead(List<Entry<T>> toCommit) {
            group = toCommit;
            tell();
        }

        void end(boolean goAlone, RuntimeException why) {
            alone = goAlone;
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
