package carillon.handler;

import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Calls beans on as many threads as the member has slots. A call that was told to stop but goes on keeps its thread, not
 * its slot: the pool has one thread more for as long as that lasts. A call that begins because another has ended, in its slot,
 * goes on with its thread: to wake another one can take longer than the call itself.
 */
final class BeanThreads {

    /** Where the growth ends: beyond it, beans that never stop would use up the threads of the machine. */
    private static final int MOST_EXTRA = 500;

    private final ThreadPoolExecutor pool;
    private final int slots;
    private final ThreadLocal<Ending> ending = new ThreadLocal<>();
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
     * @param work gives what is to be done once it has ended
     * @throws RejectedExecutionException when the member stops
     */
    Call submit(Supplier<Runnable> work) {
        Call call = new Call(work);
        call.future = new FutureTask<>(call, null);
        Ending here = ending.get();
        if (here == null || here.next != null || pool.isShutdown()) {
            pool.execute(() -> oneAfterTheOther(call.future));
        } else {
            here.next = call.future;
        }
        return call;
    }

    private void oneAfterTheOther(FutureTask<?> first) {
        FutureTask<?> call = first;
        while (call != null) {
            call.run();
            Ending ended = ending.get();
            ending.remove();
            call = ended == null ? null : ended.next;
            // One that came too late for the call that it was meant for.
            Thread.interrupted();
        }
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

    /** What a thread does that has ended a call, and what it does next. */
    private static final class Ending {
        private FutureTask<?> next;
    }

    private enum State {
        WAITING,
        RUNNING,
        TOLD_TO_STOP,
        ENDED
    }

    /** One call of a bean, waiting or running. */
    final class Call implements Runnable {

        private final Supplier<Runnable> work;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private FutureTask<?> future;

        private Call(Supplier<Runnable> work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
                return;
            }
            Runnable end;
            try {
                end = work.get();
            } finally {
                if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                    resize(-1);
                }
            }
            ending.set(new Ending());
            end.run();
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
