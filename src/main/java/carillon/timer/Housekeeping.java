package carillon.timer;

import carillon.cluster.Agenda;
import carillon.cluster.Work;
import carillon.platform.DatabaseUnavailableException;
import carillon.run.BlackoutControl;
import carillon.run.RescueRepository;
import carillon.run.TimerJobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends pauses whose time is up and attempts whose target is silent, sets cursors that a crash left unset, and skips what a
 * blackout left out.
 */
@ApplicationScoped
public class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final RescueRepository repository;
    private final TimerJobs jobs;
    private final BlackoutControl blackouts;
    private final Silence silence;
    private final Agenda agenda;

    /** For the container's proxy. */
    protected Housekeeping() {
        this(null, null, null, null, null);
    }

    @Inject
    public Housekeeping(
            RescueRepository repository, TimerJobs jobs, BlackoutControl blackouts, Silence silence, Agenda agenda) {
        this.repository = repository;
        this.jobs = jobs;
        this.blackouts = blackouts;
        this.silence = silence;
        this.agenda = agenda;
    }

    Duration turn() {
        if (agenda.has(Work.PAUSES)) {
            repository.toResume().forEach(this::resume);
        }
        if (agenda.has(Work.BLACKOUTS)) {
            blackouts.skipStrays();
        }
        if (agenda.has(Work.RUNS)) {
            silence.end();
        }
        if (agenda.has(Work.FOLLOWING)) {
            followUp();
        }
        return EVERY;
    }

    private void followUp() {
        int set = repository.followUp();
        if (set > 0) {
            LOG.fine(() -> "event=cursors-set jobs=" + set);
        }
    }

    /** One that fails, such as a job that was deleted this moment, does not hold up the others. */
    private void resume(RescueRepository.Paused paused) {
        try {
            jobs.resume(paused.tenant(), paused.job());
        } catch (RuntimeException e) {
            // An enterprise bean wraps what it throws.
            if (e.getCause() instanceof DatabaseUnavailableException away) {
                throw away;
            }
            LOG.log(Level.WARNING, e, () -> "event=job-not-resumed job=" + paused.job() + " next=\"tried again\"");
        }
    }
}
