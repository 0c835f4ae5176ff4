package carillon.run;

import carillon.job.Job;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;

/**
 * What the timer does with jobs and runs by itself. An enterprise bean, unlike {@link JobControl}: on the timer's own threads only a
 * call of one lets JPA and SQL share the connection of a transaction.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class TimerJobs {

    /** Who did what nobody asked for. */
    static final String ITSELF = "carillon";

    private JobControl jobs;
    private RunActions actions;

    /** For the container's proxy. */
    public TimerJobs() {}

    @Inject
    public TimerJobs(JobControl jobs, RunActions actions) {
        this.jobs = jobs;
        this.actions = actions;
    }

    /** As {@link JobControl#resume}, when a pause has ended. */
    public Job resume(String tenant, UUID job) {
        return jobs.resume(tenant, job, ITSELF);
    }

    /** As {@link RunActions#step}. */
    public boolean stepAction() {
        return actions.step();
    }

    /** As {@link JobControl#replan}. */
    public Instant replan(String tenant, UUID job, UUID timer, long epoch) {
        return jobs.replan(tenant, job, timer, epoch);
    }
}
