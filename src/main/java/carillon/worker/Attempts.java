package carillon.worker;

import carillon.handler.FailureKind;
import carillon.handler.Handlers;
import carillon.handler.HttpStanding;
import carillon.handler.Outcome;
import carillon.handler.ProcessStanding;
import carillon.platform.DatabaseClock;
import carillon.platform.Setting;
import carillon.run.AttemptTokens;
import carillon.run.ClaimedRun;
import carillon.run.Finish;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The attempts that this member performs: starts them, ends them at their limit, and passes on how they went. */
@ApplicationScoped
public class Attempts {

    private static final Logger LOG = Logger.getLogger(Attempts.class.getName());

    private final Handlers handlers;
    private final AttemptStarter starter;
    private final Results results;
    private final Map<UUID, Running> running = new ConcurrentHashMap<>();
    private final Line line;
    private final WaitingPlaces waiting;

    /** For the container's proxy. */
    protected Attempts() {
        this(null, null, null, null, null, null, 0);
    }

    @Inject
    public Attempts(Handlers handlers, Results results, Reports reports, AttemptTokens tokens, DatabaseClock clock) {
        this(
                handlers,
                results,
                reports,
                tokens,
                clock,
                new Line(Math.max(1, Setting.WORKER_SLOTS.number()), System::nanoTime),
                Setting.HTTP_SLOTS.number());
    }

    /**
     * @param waitingPlaces attempts that wait without a slot at most
     */
    Attempts(
            Handlers handlers,
            Results results,
            Reports reports,
            AttemptTokens tokens,
            DatabaseClock clock,
            Line line,
            int waitingPlaces) {
        this.line = line;
        this.waiting = new WaitingPlaces(waitingPlaces);
        this.handlers = handlers;
        this.starter = new AttemptStarter(handlers, reports, tokens, clock);
        this.results = results;
    }

    /**
     * Starts the attempt of a claimed run, at once if a slot is free, or else in its turn.
     *
     * @param use over at its end, or before that when it only waits for an answer and there is a place for it
     */
    void start(ClaimedRun run, SlotUse use) {
        if (line.enter(run, use)) {
            perform(run, use);
        }
    }

    private void perform(ClaimedRun run, SlotUse use) {
        Seat seat = new Seat(ended -> passOn(use, ended), waiting);
        Running attempt = starter.start(run, seat);
        running.put(run.id(), attempt);
        if (line.begun(run)) {
            drop(attempt);
        }
        attempt.outcome().whenComplete((outcome, failure) -> {
            try {
                if (attempt.decide()) {
                    conclude(attempt, outcome == null ? none(failure) : outcome);
                }
            } finally {
                seat.end();
            }
        });
    }

    /** The slot goes to whoever waits for it; only then others hear of a free one. */
    private void passOn(SlotUse use, boolean ended) {
        Line.Waiting next = line.next();
        use.over(ended);
        if (next != null) {
            perform(next.run(), next.use());
        }
    }

    /** In this order, so that the run is known at every moment until its outcome is written. */
    private void conclude(Running attempt, Outcome outcome) {
        try {
            results.add(Finish.of(attempt.run(), outcome, attempt.startedAfter(), attempt.age()));
        } finally {
            running.remove(attempt.run().id(), attempt);
        }
    }

    private static Outcome none(Throwable failure) {
        return Outcome.Failed.retryable("ended without an outcome: " + failure);
    }

    /** Those that wait for a slot among them. */
    int count() {
        return line.size() + running.size();
    }

    /** How the calls of targets among them stand. */
    HttpStanding http() {
        return handlers.http();
    }

    /** How the programs among them stand. */
    ProcessStanding processes() {
        return handlers.processes();
    }

    /** Those that hold a slot. */
    int inSlots() {
        return Math.max(0, running.size() - waiting.taken());
    }

    /** Runs whose attempt is under way or waits for a slot, or whose outcome is not yet written. */
    List<UUID> known() {
        // In this order: a run that goes on meanwhile is at the next place before, or a moment after, it leaves the one
        // before.
        List<UUID> ids = line.ids();
        ids.addAll(running.keySet());
        ids.addAll(results.pending());
        return ids;
    }

    /** Ends attempts that are past their hard limit; each counts as failed. Tells of those past their soft limit, once. */
    void endOverdue() {
        for (Running attempt : running.values()) {
            if (attempt.overSoftLimit()) {
                LOG.warning(() -> "event=attempt-over-soft-limit run="
                        + attempt.run().id() + " job=" + attempt.run().job() + " attempt="
                        + attempt.run().attempt() + " limit=" + attempt.softLimit());
            }
            if (attempt.overTime() && attempt.decide()) {
                conclude(
                        attempt,
                        Outcome.Failed.retryable(
                                "ended at its hard limit of " + attempt.hardLimit(), FailureKind.HARD_LIMIT));
                attempt.outcome().cancel(true);
            }
        }
    }

    /** Stops those of the runs that are performed here; their outcome is dropped. */
    void cancel(Collection<UUID> runs) {
        left(line.take(runs));
        runs.stream().map(running::get).filter(Objects::nonNull).forEach(this::drop);
    }

    /** Attempts that have lasted so long, and go on. */
    List<ClaimedRun> lasting(Duration atLeast) {
        return running.values().stream()
                .filter(attempt -> attempt.age().compareTo(atLeast) >= 0)
                .map(Running::run)
                .toList();
    }

    /** Stops those of the attempts that go on; a later one of the same run is left alone. */
    void stop(Collection<ClaimedRun> attempts) {
        for (ClaimedRun run : attempts) {
            Running attempt = running.get(run.id());
            if (attempt != null && attempt.run().attempt() == run.attempt()) {
                drop(attempt);
            }
        }
    }

    /** Stops everything; the outcomes are dropped. Returns what was stopped, or waited for a slot. */
    List<ClaimedRun> stopAll() {
        // In this order: those that wait would begin in the slots of those that are stopped.
        Set<ClaimedRun> stopped = new LinkedHashSet<>(left(line.takeAll()));
        stopped.addAll(line.stopBeginning());
        List<Running> all = List.copyOf(running.values());
        all.stream().filter(this::drop).map(Running::run).forEach(stopped::add);
        return List.copyOf(stopped);
    }

    /** Runs that no slot became free for: they have not begun here, and will not. */
    List<ClaimedRun> takeUnbegun() {
        return left(line.takeOverdue());
    }

    private static List<ClaimedRun> left(List<Line.Waiting> line) {
        line.forEach(waiting -> waiting.use().over(false));
        return line.stream().map(Line.Waiting::run).toList();
    }

    private boolean drop(Running attempt) {
        boolean mine = attempt.decide();
        if (mine) {
            running.remove(attempt.run().id(), attempt);
            LOG.log(
                    Level.INFO,
                    () -> "event=attempt-stopped run=" + attempt.run().id() + " job="
                            + attempt.run().job() + " attempt=" + attempt.run().attempt());
            attempt.outcome().cancel(true);
        }
        return mine;
    }
}
