package carillon.worker;

import carillon.handler.Attempt;
import carillon.handler.HandlerSpec;
import carillon.handler.Handlers;
import carillon.handler.Outcome;
import carillon.platform.ParsedOnce;
import carillon.run.ClaimedRun;
import carillon.run.Finish;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The attempts that this member performs: starts them, ends them at their limit, and passes on how they went. */
@ApplicationScoped
public class Attempts {

    private static final Logger LOG = Logger.getLogger(Attempts.class.getName());

    private final Handlers handlers;
    private final Results results;
    private final Map<UUID, Running> running = new ConcurrentHashMap<>();
    private final ParsedOnce<HandlerSpec> specs = new ParsedOnce<>(HandlerSpec.class);

    /** For the container's proxy. */
    protected Attempts() {
        this(null, null);
    }

    @Inject
    public Attempts(Handlers handlers, Results results) {
        this.handlers = handlers;
        this.results = results;
    }

    /**
     * Starts the attempt of a claimed run.
     *
     * @param ended called once, on any thread, when the attempt takes up no place any more
     */
    void start(ClaimedRun run, Runnable ended) {
        long claimed = System.nanoTime();
        CompletableFuture<Outcome> outcome = handlers.perform(attempt(run));
        Running attempt = new Running(run, claimed, outcome);
        running.put(run.id(), attempt);
        outcome.whenComplete((result, failure) -> {
            // Whoever takes it out of the map decides: the handler here, or the one that stopped it.
            if (running.remove(run.id(), attempt) && result != null) {
                results.add(Finish.of(run, result, attempt.age()));
            }
            ended.run();
        });
    }

    int count() {
        return running.size();
    }

    /** Runs whose attempt is under way, or whose outcome is not yet written. */
    List<UUID> known() {
        List<UUID> ids = results.pending();
        ids.addAll(running.keySet());
        return ids;
    }

    /** Ends attempts that are past their hard limit; each counts as failed. */
    void endOverdue() {
        for (Running attempt : running.values()) {
            if (attempt.overTime() && running.remove(attempt.run().id(), attempt)) {
                Outcome overdue = Outcome.Failed.retryable(
                        "ended at its hard limit of " + attempt.run().hardLimit());
                results.add(Finish.of(attempt.run(), overdue, attempt.age()));
                attempt.outcome().cancel(true);
            }
        }
    }

    /** Stops those of the runs that are performed here; their outcome is dropped. */
    void cancel(Collection<UUID> runs) {
        runs.stream().map(running::get).filter(Objects::nonNull).forEach(this::drop);
    }

    /** Stops everything; the outcomes are dropped. Returns what was stopped. */
    List<ClaimedRun> stopAll() {
        List<Running> all = List.copyOf(running.values());
        return all.stream().filter(this::drop).map(Running::run).toList();
    }

    private boolean drop(Running attempt) {
        boolean mine = running.remove(attempt.run().id(), attempt);
        if (mine) {
            LOG.log(
                    Level.INFO,
                    () -> "event=attempt-stopped run=" + attempt.run().id() + " job="
                            + attempt.run().job() + " attempt=" + attempt.run().attempt());
            attempt.outcome().cancel(true);
        }
        return mine;
    }

    private Attempt attempt(ClaimedRun run) {
        return new Attempt(
                run.id(),
                run.job(),
                run.jobName(),
                run.tenant(),
                run.attempt(),
                run.scheduledAt(),
                specs.of(run.handler()),
                run.payload(),
                run.hardLimit());
    }
}
