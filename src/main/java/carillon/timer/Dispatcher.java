package carillon.timer;

import carillon.platform.DatabaseClock;
import carillon.platform.Loop;
import carillon.platform.Setting;
import carillon.queue.DueEntry;
import carillon.queue.HandOff;
import carillon.queue.HandOffException;
import carillon.run.DueRun;
import carillon.run.RunEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;

/** Keeps fired runs until their millisecond, then offers them to the queues, all that are due at once. */
@ApplicationScoped
public class Dispatcher {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final int BATCH = 1_000;

    private final HandOff handOff;
    private final Refill refill;
    private final TargetedHandOff targeted;
    private final DatabaseClock clock;
    private final int most = Setting.TIMER_MAX_AHEAD.number();
    private final PriorityBlockingQueue<DueRun> ahead =
            new PriorityBlockingQueue<>(1_024, Comparator.comparing(DueRun::dueAt));
    private final Map<UUID, DueRun> known = new ConcurrentHashMap<>();
    private volatile Loop loop;

    /** For the container's proxy. */
    protected Dispatcher() {
        this(null, null, null, null);
    }

    @Inject
    public Dispatcher(HandOff handOff, Refill refill, TargetedHandOff targeted, DatabaseClock clock) {
        this.handOff = handOff;
        this.refill = refill;
        this.targeted = targeted;
        this.clock = clock;
    }

    void wakeWith(Loop running) {
        loop = running;
    }

    /** Forgets everything: the sweep of a new timer finds it again. */
    void reset() {
        ahead.clear();
        known.clear();
    }

    /** True when no more should be fired ahead; what is fired all the same waits in the database. */
    boolean isFull() {
        return ahead.size() >= most;
    }

    /**
     * Keeps a run until it is due. One that is kept already gives way to what is told last: its job was changed, and the
     * same instant was fired anew for another queue, say.
     */
    void add(DueRun run) {
        if (isFull() || run.equals(known.put(run.id(), run))) {
            return;
        }
        ahead.add(run);
        Loop running = loop;
        if (running != null && ahead.peek() == run) {
            running.wake();
        }
    }

    /** A run that was taken back, and is due now. */
    void addDue(RunEvent.Rescued run) {
        add(new DueRun(run.run(), run.queue(), run.tenant(), run.priority(), clock.surely(), run.target()));
    }

    /** One turn: offers what is due; returns the wait until the next run is. */
    Duration turn() {
        List<DueRun> due = takeDue();
        if (!due.isEmpty()) {
            offer(due);
            return Duration.ZERO;
        }
        DueRun next = ahead.peek();
        return next == null ? LONGEST_WAIT : shorter(untilDue(next), LONGEST_WAIT);
    }

    private List<DueRun> takeDue() {
        List<DueRun> due = new ArrayList<>();
        Instant now = clock.surely();
        DueRun next = ahead.peek();
        while (next != null && !next.dueAt().isAfter(now) && due.size() < BATCH) {
            DueRun taken = ahead.poll();
            if (taken == null) {
                break;
            }
            if (known.remove(taken.id(), taken)) {
                due.add(taken);
            }
            next = ahead.peek();
        }
        return due;
    }

    /** Whatever does not reach Redis, or its member, waits in the database and is found there. */
    private void offer(List<DueRun> due) {
        List<DueRun> free = due.stream().filter(run -> !run.targeted()).toList();
        if (free.size() < due.size()) {
            targeted.offer(due.stream().filter(DueRun::targeted).toList());
        }
        if (!free.isEmpty()) {
            offerToAll(free);
        }
    }

    private void offerToAll(List<DueRun> due) {
        try {
            handOff.offer(due.stream().map(Dispatcher::entry).toList(), refill.bound())
                    .forEach(refill::overflowed);
        } catch (HandOffException e) {
            refill.redisAway();
        }
    }

    static DueEntry entry(DueRun run) {
        return new DueEntry(run.lane(), run.id(), run.score());
    }

    private Duration untilDue(DueRun run) {
        Duration wait = Duration.between(clock.surely(), run.dueAt());
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
