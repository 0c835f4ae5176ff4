package carillon.worker;

import carillon.handler.Attempt;
import carillon.handler.HandlerSpec;
import carillon.handler.Handlers;
import carillon.handler.HttpHandlerSpec;
import carillon.handler.Outcome;
import carillon.platform.DatabaseClock;
import carillon.platform.ParsedOnce;
import carillon.run.AttemptTokens;
import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the attempt of a claimed run with the handler of its definition. Thread-safe. */
final class AttemptStarter {

    private static final Logger LOG = Logger.getLogger(AttemptStarter.class.getName());

    private final Handlers handlers;
    private final Reports reports;
    private final AttemptTokens tokens;
    private final DatabaseClock clock;
    private final ParsedOnce<HandlerSpec> specs = new ParsedOnce<>(HandlerSpec.class);

    AttemptStarter(Handlers handlers, Reports reports, AttemptTokens tokens, DatabaseClock clock) {
        this.handlers = handlers;
        this.reports = reports;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Never fails: an attempt that cannot be started has failed. */
    Running start(ClaimedRun run, Seat seat) {
        Duration startedAfter = sinceClaim(run);
        long began = System.nanoTime();
        try {
            run.requireReadable();
            return new Running(
                    run,
                    run.softLimit(),
                    run.hardLimit(),
                    startedAfter,
                    began,
                    handlers.perform(attempt(run), new SeatedReport(reports.of(run), seat)));
        } catch (RuntimeException e) {
            // Stored by a newer version of Carillon, for instance: another member may know how.
            LOG.log(Level.WARNING, e, () -> "event=definition-unreadable run=" + run.id() + " job=" + run.job());
            Outcome unreadable = Outcome.Failed.retryable("the job's definition cannot be read here: " + e);
            return new Running(
                    run,
                    Duration.ZERO,
                    Duration.ZERO,
                    startedAfter,
                    began,
                    CompletableFuture.completedFuture(unreadable));
        }
    }

    /** Never negative, although this member's idea of the database's clock may be off by a moment. */
    private Duration sinceClaim(ClaimedRun run) {
        Duration since = Duration.between(run.claimedAt(), clock.instant());
        return since.isNegative() ? Duration.ZERO : since;
    }

    private Attempt attempt(ClaimedRun run) {
        HandlerSpec handler = specs.of(run.handler());
        return new Attempt(
                run.id(),
                run.job(),
                run.jobName(),
                run.tenant(),
                run.attempt(),
                run.scheduledAt(),
                handler,
                run.payload(),
                handler instanceof HttpHandlerSpec ? tokens.of(run.id(), run.attempt()) : null,
                run.traceparent(),
                run.softLimit(),
                run.hardLimit());
    }
}
