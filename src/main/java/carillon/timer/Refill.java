package carillon.timer;

import carillon.job.QueueNames;
import carillon.platform.Loop;
import carillon.queue.HandOff;
import carillon.queue.HandOffException;
import carillon.run.DueRun;
import carillon.run.WaitingRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tops the queues in Redis up from the database when they run low. That brings what did not fit, and repairs a Redis that
 * was wiped or lost an id on its way to a worker. While Redis is away, the same runs go to the workers directly.
 */
@ApplicationScoped
public class Refill {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration WHILE_MORE_WAITS = Duration.ofMillis(100);

    private final HandOff handOff;
    private final QueueNames queues;
    private final WaitingRepository waiting;
    private final DirectHandOff direct;
    private final Set<String> overflowing = ConcurrentHashMap.newKeySet();
    private volatile Loop loop;

    /** For the container's proxy. */
    protected Refill() {
        this(null, null, null, null);
    }

    @Inject
    public Refill(HandOff handOff, QueueNames queues, WaitingRepository waiting, DirectHandOff direct) {
        this.handOff = handOff;
        this.queues = queues;
        this.waiting = waiting;
        this.direct = direct;
    }

    void wakeWith(Loop running) {
        loop = running;
    }

    /** More runs of the queue are due than Redis takes. */
    void overflowed(String queue) {
        overflowing.add(queue);
    }

    /** Runs are due that Redis did not take. */
    void redisAway() {
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    /** One turn; sooner again while a queue has more than Redis takes, and much sooner while Redis is away. */
    Duration turn() {
        List<String> open = queues.open();
        if (handOff.isAway()) {
            return direct.turn(open);
        }
        try {
            topUp(open);
        } catch (HandOffException e) {
            return Duration.ZERO;
        }
        return overflowing.isEmpty() ? EVERY : WHILE_MORE_WAITS;
    }

    private void topUp(List<String> open) {
        overflowing.retainAll(open);
        List<Long> sizes = handOff.sizes(open);
        for (int i = 0; i < open.size(); i++) {
            if (sizes.get(i) < handOff.bound() / 2) {
                topUp(open.get(i));
            }
        }
    }

    private void topUp(String queue) {
        List<DueRun> due = waiting.due(queue, handOff.bound());
        if (due.size() < handOff.bound()) {
            overflowing.remove(queue);
        } else {
            overflowing.add(queue);
        }
        if (!due.isEmpty()) {
            Set<String> full = handOff.offer(due.stream().map(Dispatcher::entry).toList());
            if (full.contains(queue)) {
                overflowing.add(queue);
            }
        }
    }
}
