package carillon.ops;

import carillon.platform.Threads;
import carillon.queue.QueueStatus;
import carillon.queue.Queues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Shows what the queues of the cluster hold, counted in the database once in five seconds, and only when asked for. */
@ApplicationScoped
public class QueueGauges {

    private static final Kept.Times TIMES =
            new Kept.Times(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final Queues queues;
    private final Meters meters;
    private final RunMeters runs;
    private final Kept<Map<String, QueueStatus>> newest;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    /** For the container's proxy. */
    protected QueueGauges() {
        this(null, null, null, null);
    }

    @Inject
    public QueueGauges(Queues queues, Meters meters, RunMeters runs, Threads threads) {
        this.queues = queues;
        this.meters = meters;
        this.runs = runs;
        this.newest = new Kept<>(this::read, task -> threads.executor().execute(task), TIMES);
    }

    /** How many there are, NaN when not known; asking for it brings the gauges of each into being. */
    double count() {
        Map<String, QueueStatus> known = newest.get().value();
        return known == null ? Double.NaN : known.size();
    }

    private Map<String, QueueStatus> read() {
        Map<String, QueueStatus> byLabel = new HashMap<>();
        for (QueueStatus queue : queues.list()) {
            byLabel.merge(runs.label(queue.name()), queue, QueueGauges::together);
        }
        byLabel.keySet().stream().filter(shown::add).forEach(this::show);
        return Map.copyOf(byLabel);
    }

    private void show(String label) {
        gauge("waiting", "Due runs that wait for a worker", label, QueueStatus::waiting);
        gauge("active", "Runs that a member performs", label, QueueStatus::active);
        gauge("delayed", "Runs that are not yet due, retries among them", label, QueueStatus::delayed);
        gauge("failed", "Dead letters that are kept", label, QueueStatus::failed);
        gauge(
                "oldest_age_seconds",
                "How long the oldest waiting run has been due",
                label,
                status -> status.oldestWait().toMillis() / 1e3);
    }

    private void gauge(String what, String help, String label, ToDoubleFunction<QueueStatus> figure) {
        meters.gauge("carillon_queue_" + what, help, () -> of(label, figure), "queue", label);
    }

    private double of(String label, ToDoubleFunction<QueueStatus> figure) {
        Map<String, QueueStatus> known = newest.get().value();
        QueueStatus status = known == null ? null : known.get(label);
        return status == null ? Double.NaN : figure.applyAsDouble(status);
    }

    private static QueueStatus together(QueueStatus one, QueueStatus other) {
        boolean older = one.oldestWait().compareTo(other.oldestWait()) > 0;
        return new QueueStatus(
                RunMeters.OTHER,
                one.paused() && other.paused(),
                one.waiting() + other.waiting(),
                one.active() + other.active(),
                one.delayed() + other.delayed(),
                one.failed() + other.failed(),
                older ? one.oldestWait() : other.oldestWait());
    }
}
