package carillon.handler;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls beans on as many threads as the member has slots. A call that was told to stop but goes on keeps its thread, not
 * its slot: the pool has one thread more for as long as that lasts.
 */
final class BeanThreads {

    /** Where the growth ends: beyond it, beans that never stop would use up the threads of the machine. */
    private static final int MOST_EXTRA = 500;

    private final ThreadPoolExecutor pool;
    private final int slots;
    private int goingOn;

    /**
     * @param pool without a bound on its queue, all of whose threads are core threads
     */
    BeanThreads(ThreadPoolExecutor pool) {
        this.pool = pool;
        this.slots = pool.getCorePoolSize();
    }

    /**
     * Does the work as soon as a thread is free.
     *
     * @throws RejectedExecutionException when the member stops
     */
    Call submit(Runnable work) {
        Call call = new Call(work);
        call.future = pool.submit(call);
        return call;
    }

    /** Interrupts what runs; what waits is dropped. */
    void stop() {
        pool.shutdownNow();
    }

    private synchronized void resize(int change) {
        goingOn += change;
        int threads = slots + Math.min(goingOn, MOST_EXTRA);
        if (threads > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(threads);
            pool.setCorePoolSize(threads);
        } else {
            pool.setCorePoolSize(threads);
            pool.setMaximumPoolSize(threads);
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        TOLD_TO_STOP,
        ENDED
    }

    /** One call of a bean, waiting or running. */
    final class Call implements Runnable {

        private final Runnable work;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private Future<?> future;

        private Call(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
                return;
            }
            try {
                work.run();
            } finally {
                if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                    resize(-1);
                }
            }
        }

        /** Interrupts the call, or keeps it from being started; nothing when it has ended. */
        void stop() {
            if (state.compareAndSet(State.RUNNING, State.TOLD_TO_STOP)) {
                resize(1);
                future.cancel(true);
            } else {
                state.compareAndSet(State.WAITING, State.ENDED);
            }
        }
    }
}
