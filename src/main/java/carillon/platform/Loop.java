package carillon.platform;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps one step going on a thread of its own until it is stopped, whatever the step throws. */
public final class Loop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Loop.class.getName());
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final String name;
    private final Step step;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wake;
    private volatile boolean stopped;
    private volatile long lastTick = System.nanoTime();
    private boolean failing;

    private Loop(String name, ThreadFactory threads, Step step) {
        this.name = name;
        this.step = step;
        this.thread = threads.newThread(this::run);
        thread.setName("carillon-" + name);
    }

    /** Starts at once. */
    public static Loop start(String name, ThreadFactory threads, Step step) {
        Loop loop = new Loop(name, threads, step);
        loop.thread.start();
        return loop;
    }

    /** Ends the present wait, or makes the next one empty. */
    public void wake() {
        lock.lock();
        try {
            wake = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the loop last came round; a live loop stays below its longest step and wait. */
    public Duration sinceTick() {
        return Duration.ofNanos(System.nanoTime() - lastTick);
    }

    public String name() {
        return name;
    }

    /** Asks the loop to end and interrupts its wait, not its step; returns at once. */
    public void stop() {
        stopped = true;
        wake();
    }

    /** Stops and waits up to five seconds for the step under way. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(5_000);
            if (thread.isAlive()) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            Duration wait = tick();
            lastTick = System.nanoTime();
            if (!stopped) {
                await(wait);
            }
        }
    }

    private Duration tick() {
        try {
            Duration wait = step.run();
            if (failing) {
                failing = false;
                LOG.info(() -> "loop=" + name + " event=recovered");
            }
            return wait;
        } catch (InterruptedException e) {
            return Duration.ZERO;
        } catch (Exception | Error e) {
            report(e);
            return AFTER_FAILURE;
        }
    }

    /** The first failure of a row is told in full, the others only to those who listen closely. */
    private void report(Throwable failure) {
        Level level = failing || stopped ? Level.FINE : Level.WARNING;
        failing = true;
        LOG.log(level, failure, () -> "loop=" + name + " event=failed next=retry error=\"" + failure + "\"");
    }

    private void await(Duration wait) {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (!wake && nanos > 0) {
                nanos = woken.awaitNanos(nanos);
            }
            wake = false;
        } catch (InterruptedException e) {
            LOG.fine(() -> "loop=" + name + " event=interrupted");
        } finally {
            lock.unlock();
        }
    }

    /** One turn of a loop; it says how long to wait until the next. */
    @FunctionalInterface
    public interface Step {
        Duration run() throws Exception;
    }
}
