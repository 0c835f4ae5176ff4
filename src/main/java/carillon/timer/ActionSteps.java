package carillon.timer;

import carillon.run.TimerJobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Works off, step by step, what people asked for many runs at once. */
@ApplicationScoped
public class ActionSteps {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final TimerJobs jobs;

    /** For the container's proxy. */
    protected ActionSteps() {
        this(null);
    }

    @Inject
    public ActionSteps(TimerJobs jobs) {
        this.jobs = jobs;
    }

    Duration turn() {
        return jobs.stepAction() ? Duration.ZERO : EVERY;
    }
}
