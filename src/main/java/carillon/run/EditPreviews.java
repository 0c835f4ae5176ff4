package carillon.run;

import carillon.job.DuplicateJobException;
import carillon.job.EditFirings;
import carillon.job.EditPreview;
import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.JobSpec;
import carillon.job.JobSpentException;
import carillon.job.StaleVersionException;
import carillon.job.UnknownJobException;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Shows what an edit would do to a job's firings; refuses what the edit would be refused for, and stores nothing. */
@ApplicationScoped
public class EditPreviews {

    private final JobRepository jobs;
    private final Preparation preparation;
    private final Plans plans;
    private final TurnRepository turns;
    private final EditFirings firings;

    /** For the container's proxy. */
    protected EditPreviews() {
        this(null, null, null, null, null);
    }

    @Inject
    public EditPreviews(
            JobRepository jobs, Preparation preparation, Plans plans, TurnRepository turns, EditFirings firings) {
        this.jobs = jobs;
        this.preparation = preparation;
        this.plans = plans;
        this.turns = turns;
        this.firings = firings;
    }

    /**
     * @param expected the version that the caller has read; empty for whichever it is
     * @param count how many firings before and after
     * @param change makes the new definition of the job as it is
     * @throws StaleVersionException when the job has another version
     * @throws InvalidFieldsException when the definition does not hold, or has no instant to come
     * @throws JobSpentException when its only instant has come and the change would move it
     * @throws DuplicateJobException when the tenant has another job of that name
     */
    @Transactional
    public EditPreview preview(
            String tenant, UUID id, OptionalLong expected, UnaryOperator<JobSpec> change, int count) {
        Job job = jobs.find(tenant, id).orElseThrow(() -> new UnknownJobException(id));
        StaleVersionException.unless("Job " + id, job.version(), expected);
        JobSpec spec = preparation.complete(change.apply(plans.definition(job)));
        if (!spec.name().equals(job.name())
                && !jobs.taken(tenant, List.of(spec.name())).isEmpty()) {
            throw new DuplicateJobException(spec.name());
        }
        Instant now = turns.now();
        Instant next = plans.next(job, spec, plans.turn(job, now));
        return firings.compare(job, spec, next, count);
    }
}
