package carillon.handler;

import carillon.platform.Loop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The programs that this member runs, started, listened to and ended by one thread for all: none waits for any of them, so
 * none costs a thread of its own.
 */
final class Processes implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Processes.class.getName());
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Between two looks for who may come, while nothing runs here and some were sent away. */
    private static final Duration CALM = Duration.ofSeconds(1);

    /** Longer than a program takes to end that was asked to, and then killed with all it has started. */
    private static final Duration STOP = Duration.ofSeconds(6);

    private final ProcessPlaces places;
    private final ProcessDirectories directories;
    private final Duration patience;
    private final Executor removals;
    private final String member = UUID.randomUUID().toString();
    private final ProcessGuard guard = new ProcessGuard(ProcessEnvironment.KEY + "=" + member + "[.]");
    private final Queue<ProcessPlan> coming = new ConcurrentLinkedQueue<>();
    private final Deque<ProcessPlan> waiting = new ArrayDeque<>();
    private final List<Running> running = new ArrayList<>();
    private final Loop loop;
    private volatile boolean idle = true;
    private volatile boolean stopping;
    private long started;

    /**
     * @param patience how long an attempt waits for a place, in a slot of the worker that is of no use meanwhile
     * @param base where the working directories are made
     * @param threads makes the one thread
     * @param removals removes what programs leave behind in their directories, which may take a while
     * @throws IOException when there can be no working directories
     */
    Processes(ProcessPlaces places, Duration patience, Path base, ThreadFactory threads, Executor removals)
            throws IOException {
        this.places = places;
        this.patience = patience;
        this.removals = removals;
        this.directories = new ProcessDirectories(base);
        this.loop = Loop.start("processes", threads, this::step);
    }

    /** Runs it as soon as there is a place; its place in {@link ProcessPlaces} is left when it is over. */
    void add(ProcessPlan plan) {
        idle = false;
        coming.add(plan);
        loop.wake();
    }

    private Duration step() {
        for (ProcessPlan plan = coming.poll(); plan != null; plan = coming.poll()) {
            waiting.add(plan);
        }
        waiting.removeIf(this::givenUp);
        while (!waiting.isEmpty() && running.size() < places.places()) {
            begin(waiting.remove());
        }
        boolean moved = false;
        for (Running one : List.copyOf(running)) {
            moved |= look(one);
        }
        boolean nothing = running.isEmpty() && waiting.isEmpty() && coming.isEmpty();
        idle = nothing;
        boolean awaited = places.lookAgain();
        if (moved) {
            return Duration.ZERO;
        }
        return !nothing ? TICK : awaited ? CALM : IDLE;
    }

    /** Also one that was cancelled while it waited. */
    private boolean givenUp(ProcessPlan plan) {
        boolean over = plan.outcome().isDone();
        if (!over && plan.age().compareTo(patience) > 0 && running.size() >= places.places()) {
            over = plan.outcome().complete(places.postpone(plan.attempt().run()));
        }
        if (over) {
            places.leave(null);
        }
        return over;
    }

    private void begin(ProcessPlan plan) {
        if (stopping || plan.outcome().isDone()) {
            places.leave(null);
            plan.outcome().complete(Outcome.Failed.retryable("the member stops"));
            return;
        }
        AttemptDirectory directory = null;
        try {
            directory = directories.make(plan.attempt());
            String key = member + "." + ++started;
            running.add(new Running(ProcessAttempt.start(plan, directory, guard, key, loop::wake), directory));
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "event=process-not-started run=" + plan.attempt().run() + " job="
                            + plan.attempt().job());
            remove(directory);
            places.leave(null);
            plan.outcome().complete(Outcome.Failed.retryable("the process could not be started: " + ErrorLine.of(e)));
        }
    }

    private boolean look(Running one) {
        try {
            boolean moved = one.attempt().turn();
            if (one.attempt().isOver()) {
                end(one);
                one.attempt().conclude();
            }
            return moved;
        } catch (IOException | RuntimeException e) {
            end(one);
            one.attempt().abandon(e);
            return true;
        }
    }

    /** Before the outcome is told: what comes in its place finds one. */
    private void end(Running one) {
        if (running.remove(one)) {
            places.leave(one.attempt().age());
            remove(one.directory());
        }
    }

    private void remove(AttemptDirectory directory) {
        if (directory == null) {
            return;
        }
        removals.execute(() -> {
            try {
                directory.remove();
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        e,
                        () -> "event=directory-kept path=" + directory.work() + " next=\"swept at the next start\"");
            }
        });
    }

    /** Waits for programs that were cancelled before, some seconds at most; what still runs then is killed. */
    @Override
    public void close() {
        stopping = true;
        long end = System.nanoTime() + STOP.toNanos();
        try {
            while ((!idle || !coming.isEmpty()) && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        guard.close();
        directories.close();
    }

    private record Running(ProcessAttempt attempt, AttemptDirectory directory) {}
}
