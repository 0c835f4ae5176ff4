package carillon.timer;

import carillon.cluster.Agenda;
import carillon.cluster.Work;
import carillon.job.QueueNames;
import carillon.platform.Lane;
import carillon.platform.Loop;
import carillon.queue.HandOff;
import carillon.queue.HandOffException;
import carillon.run.DueRun;
import carillon.run.WaitingRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tops the lanes in Redis up from the database when they run low. That brings what did not fit, and repairs a Redis that was
 * wiped or lost an id on its way to a worker. While Redis is away, the same runs go to the workers directly.
 */
@ApplicationScoped
public class Refill {

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration WHILE_MORE_WAITS = Duration.ofMillis(100);

    /** However many tenants share a queue, each has so many ids in Redis. */
    private static final int LEAST = 100;

    private final HandOff handOff;
    private final QueueNames queues;
    private final WaitingRepository waiting;
    private final DirectHandOff direct;
    private final Agenda agenda;
    private final Set<Lane> overflowing = ConcurrentHashMap.newKeySet();
    private volatile int lanesOfQueue = 1;
    private volatile Loop loop;

    /** For the container's proxy. */
    protected Refill() {
        this(null, null, null, null, null);
    }

    @Inject
    public Refill(HandOff handOff, QueueNames queues, WaitingRepository waiting, DirectHandOff direct, Agenda agenda) {
        this.handOff = handOff;
        this.queues = queues;
        this.waiting = waiting;
        this.direct = direct;
        this.agenda = agenda;
    }

    void wakeWith(Loop running) {
        loop = running;
    }

    /** How many ids one lane holds at most: the tenants of a queue share what it may hold. */
    int bound() {
        return Math.max(LEAST, handOff.bound() / lanesOfQueue);
    }

    /** More runs of the lane are due than Redis takes. */
    void overflowed(Lane lane) {
        overflowing.add(lane);
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
        boolean away = handOff.isAway();
        if (!away && !agenda.has(Work.RUNS)) {
            return EVERY;
        }
        List<String> open = queues.open();
        if (away) {
            return direct.turn(open);
        }
        try {
            topUp(waiting.lanes().stream()
                    .filter(lane -> open.contains(lane.queue()))
                    .toList());
        } catch (HandOffException e) {
            return Duration.ZERO;
        }
        return overflowing.isEmpty() ? EVERY : WHILE_MORE_WAITS;
    }

    private void topUp(List<Lane> lanes) {
        overflowing.retainAll(lanes);
        Map<String, Long> tenants = lanes.stream().collect(Collectors.groupingBy(Lane::queue, Collectors.counting()));
        lanesOfQueue = tenants.values().stream().mapToInt(Long::intValue).max().orElse(1);
        List<Long> sizes = handOff.sizes(lanes);
        List<Lane> low = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            if (sizes.get(i) < bound() / 2) {
                low.add(lanes.get(i));
            }
        }
        if (!low.isEmpty()) {
            fill(low, bound());
        }
    }

    private void fill(List<Lane> low, int bound) {
        List<DueRun> due = waiting.due(low, bound);
        Map<Lane, Long> found = due.stream().collect(Collectors.groupingBy(DueRun::lane, Collectors.counting()));
        Set<Lane> more = new HashSet<>(low);
        more.removeIf(lane -> found.getOrDefault(lane, 0L) < bound);
        if (!due.isEmpty()) {
            more.addAll(handOff.offer(due.stream().map(Dispatcher::entry).toList(), bound));
        }
        low.forEach(overflowing::remove);
        overflowing.addAll(more);
    }
}
