package carillon.ops;

import carillon.run.RunEvent;
import carillon.run.RunState;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happened to the runs of one queue on this member, counted. Thread-safe. */
final class QueueMeters {

    /** Reasons of skipped instants that have a label of their own. */
    private static final Set<String> REASONS = Set.of("misfire", "coalesced", "overlap", "blackout", "expired");

    private final Meters meters;
    private final String queue;
    private final Runnable fired;
    private final Runnable succeeded;
    private final Runnable failed;
    private final Runnable retried;
    private final Runnable postponed;
    private final Runnable rescued;
    private final Runnable handedBack;
    private final Runnable reopened;
    private final Runnable cancelled;
    private final Map<String, Runnable> skipped = new ConcurrentHashMap<>();
    private final Histogram lateness;
    private final Histogram wait;
    private final Histogram duration;

    QueueMeters(Meters meters, String queue) {
        this.meters = meters;
        this.queue = queue;
        this.fired = counter("fired", "Runs written for an instant or a request");
        this.succeeded = counter("succeeded", "Runs that succeeded");
        this.failed = counter("failed", "Runs that failed for good");
        this.retried = counter("retried", "Attempts that failed and that another follows");
        this.postponed = counter("postponed", "Attempts in which nothing was done and that another follows");
        this.rescued = counter("rescued", "Runs taken back from members that were gone");
        this.handedBack = counter("handed_back", "Runs given back by members that stopped or lost them");
        this.reopened = counter("reopened", "Runs that were over and were given another chance by a request");
        this.cancelled = counter("cancelled", "Runs cancelled before their end");
        this.lateness = histogram("lateness", "From the scheduled instant to the claim of the first attempt");
        this.wait = histogram("wait", "From the due time to the claim, of every attempt");
        this.duration = histogram("duration", "From the start to the end of an attempt");
    }

    void count(RunEvent event) {
        if (event instanceof RunEvent.Claimed claimed) {
            claimed(claimed);
        } else if (event instanceof RunEvent.Succeeded run) {
            succeeded.run();
            duration.add(run.took());
        } else if (event instanceof RunEvent.Fired) {
            fired.run();
        } else if (event instanceof RunEvent.Retried run) {
            retried.run();
            duration.add(run.took());
        } else if (event instanceof RunEvent.Postponed) {
            postponed.run();
        } else if (event instanceof RunEvent.Failed run) {
            failed.run();
            duration.add(run.took());
        } else if (event instanceof RunEvent.Skipped run) {
            skipped(run.reason());
        } else if (event instanceof RunEvent.Rescued run) {
            rescued(run);
        } else if (event instanceof RunEvent.HandedBack) {
            handedBack.run();
        } else if (event instanceof RunEvent.Reopened) {
            reopened.run();
        } else if (event instanceof RunEvent.Cancelled) {
            cancelled.run();
        }
    }

    /** A later attempt is late by its own pauses, which says nothing of how punctual the scheduler is. */
    private void claimed(RunEvent.Claimed run) {
        if (run.attempt() == 1) {
            lateness.add(run.lateness());
        }
        wait.add(run.waited());
    }

    /** One that has crashed too often fails without another attempt. */
    private void rescued(RunEvent.Rescued run) {
        rescued.run();
        if (run.now() == RunState.failed) {
            failed.run();
        }
    }

    private void skipped(String reason) {
        String label = reason != null && REASONS.contains(reason) ? reason : "other";
        skipped.computeIfAbsent(
                        label,
                        name -> meters.counter(
                                "carillon_runs_skipped_total",
                                "Instants that passed without a run",
                                "queue",
                                queue,
                                "reason",
                                name))
                .run();
    }

    private Runnable counter(String what, String help) {
        return meters.counter("carillon_runs_" + what + "_total", help, "queue", queue);
    }

    private Histogram histogram(String what, String help) {
        Histogram histogram = new Histogram();
        String name = "carillon_run_" + what + "_seconds";
        for (int i = 0; i < Histogram.BOUNDS.size(); i++) {
            int bound = i;
            String label = Double.toString(Histogram.BOUNDS.get(i).toMillis() / 1e3);
            meters.gauge(name + "_bucket", help, () -> histogram.upTo(bound), "queue", queue, "le", label);
        }
        meters.gauge(name + "_bucket", help, histogram::count, "queue", queue, "le", "+Inf");
        meters.gauge(name + "_count", help, histogram::count, "queue", queue);
        meters.gauge(name + "_sum", help, histogram::seconds, "queue", queue);
        return histogram;
    }
}
