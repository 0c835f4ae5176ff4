package carillon.ops;

import carillon.platform.Setting;
import carillon.run.RunEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what happens to runs, by queue. The number of queues with figures of their own is bounded. */
@ApplicationScoped
public class RunMeters {

    /** Stands for every queue beyond the bound; parentheses are in no queue's name. */
    static final String OTHER = "(other)";

    private final Meters meters;
    private final int most;
    private final Map<String, QueueMeters> queues = new ConcurrentHashMap<>();

    /** For the container's proxy. */
    protected RunMeters() {
        this(null, 0);
    }

    @Inject
    public RunMeters(Meters meters) {
        this(meters, Setting.METRICS_QUEUES.number());
    }

    /** @param most queues with figures of their own */
    RunMeters(Meters meters, int most) {
        this.meters = meters;
        this.most = most;
    }

    void happened(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent event) {
        QueueMeters known = queues.get(event.queue());
        (known == null ? queues.get(label(event.queue())) : known).count(event);
    }

    /** The label under which a queue's figures stand; its counters are there from now on, at zero if it is new. */
    String label(String queue) {
        if (queues.containsKey(queue)) {
            return queue;
        }
        synchronized (queues) {
            boolean room = queues.containsKey(queue) || queues.size() < most;
            String label = room ? queue : OTHER;
            queues.computeIfAbsent(label, name -> new QueueMeters(meters, name));
            return label;
        }
    }
}
