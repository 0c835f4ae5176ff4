package carillon.ops;

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
    private final Errands errands = new Errands();
    private final Kept<Map<String, QueueStatus>> newest;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    /** For the container's proxy. */
    protected QueueGauges() {
        this(null, null, null);
    }

    @Inject
    public QueueGauges(Queues queues, Meters meters, RunMeters runs) {
        this.queues = queues;
        this.meters = meters;
        this.runs = runs;
        this.newest = new Kept<>(this::read, errands, TIMES);
    }

    Duration turn() throws InterruptedException {
        return errands.turn();
    }

    /** How many there are, NaN when not known; asking for it brings the gauges of each into being. */
    double count() {
        return newest.get().map(known -> (double) known.size()).orElse(Double.NaN);
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
        return newest.get()
                .map(known -> known.get(label))
                .map(figure::applyAsDouble)
                .orElse(Double.NaN);
    }

    private static QueueStatus together(QueueStatus one, QueueStatus other) {
        boolean older = one.oldestWait().compareTo(other.oldestWait()) > 0;
        return new QueueStatus(
                RunMeters.OTHER,
                one.paused() && other.paused(),
                null,
                null,
                one.waiting() + other.waiting(),
                one.active() + other.active(),
                one.delayed() + other.delayed(),
                one.failed() + other.failed(),
                older ? one.oldestWait() : other.oldestWait(),
                null,
                null,
                1,
                null);
    }
}
