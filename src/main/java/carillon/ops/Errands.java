package carillon.ops;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks one after the other on a loop of its own; tasks that come before the loop has started wait for it. The
 * container's executor silently drops what is submitted while the application is still being deployed, and probes come
 * that early.
 */
final class Errands implements Executor {

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** One turn of the loop: waits up to half a second for a task. */
    Duration turn() throws InterruptedException {
        Runnable task = tasks.poll(500, TimeUnit.MILLISECONDS);
        if (task != null) {
            task.run();
        }
        return Duration.ZERO;
    }
}
