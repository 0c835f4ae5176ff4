package carillon.queue.connector;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a container as a resource adapter sees: each work gets a thread. */
final class FakeContainer implements BootstrapContext, WorkManager {

    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final List<Work> works = new CopyOnWriteArrayList<>();

    @Override
    public void scheduleWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        Thread thread = new Thread(
                () -> {
                    WorkException failure = null;
                    try {
                        work.run();
                    } catch (Throwable thrown) {
                        failure = new WorkException(thrown);
                    }
                    listener.workCompleted(new WorkEvent(this, WorkEvent.WORK_COMPLETED, work, failure));
                },
                "work-" + threads.size());
        works.add(work);
        threads.add(thread);
        thread.start();
    }

    boolean hasThreads() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    @Override
    public WorkManager getWorkManager() {
        return this;
    }

    @Override
    public XATerminator getXATerminator() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Timer createTimer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> context) {
        return false;
    }

    @Override
    public jakarta.transaction.TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void doWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void doWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scheduleWork(Work work) {
        throw new UnsupportedOperationException();
    }
}
