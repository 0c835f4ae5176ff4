package carillon.timer;

import carillon.run.DueRun;
import carillon.run.JobPlanned;
import carillon.run.NearbyWorker;
import carillon.run.RunEvent;
import carillon.run.RunsReleased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs and cursors that requests on this member have committed and of which the active timer has not been told. No
 * enterprise bean: the container takes 35 microseconds to bring an event to one, and here every fired run comes by.
 */
@ApplicationScoped
public class Announcements {

    private static final int MOST = 10_000;

    private final LinkedBlockingQueue<Object> untold = new LinkedBlockingQueue<>(MOST);
    private final NearbyWorker worker;

    /** For the container's proxy. */
    protected Announcements() {
        this(null);
    }

    @Inject
    public Announcements(NearbyWorker worker) {
        this.worker = worker;
    }

    /** Runs with an epoch were fired by the timer itself; of what this member begins by itself it need not know. */
    void fired(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent.Fired run) {
        if (run.epoch() == 0 && !run.blocked() && !worker.takes(run)) {
            untold.offer(run);
        }
    }

    void reopened(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunEvent.Reopened run) {
        untold.offer(new DueRun(run.run(), run.queue(), run.tenant(), run.priority(), run.dueAt(), run.target()));
    }

    void released(@Observes RunsReleased runs) {
        runs.runs().forEach(untold::offer);
    }

    void planned(@Observes(during = TransactionPhase.AFTER_SUCCESS) JobPlanned job) {
        untold.offer(job);
    }

    /** All there are, waiting half a second for the first; empty when none comes. */
    List<Object> take() throws InterruptedException {
        Object first = untold.poll(500, TimeUnit.MILLISECONDS);
        List<Object> batch = new ArrayList<>();
        if (first != null) {
            batch.add(first);
            untold.drainTo(batch);
        }
        return batch;
    }
}
