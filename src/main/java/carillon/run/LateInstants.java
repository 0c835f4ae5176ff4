package carillon.run;

import carillon.job.JobBehindException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Writes the rows of instants that the timer has not come to yet, as the timer would, in the transaction of whoever is about
 * to change what a job's instants are.
 */
@ApplicationScoped
public class LateInstants {

    /** So many plans at once, a thousand rows each. */
    private static final int MOST_PLANS = 100;

    private final FireRepository repository;
    private final DefinitionRepository definitions;
    private final RunPartitions partitions;
    private final RunEvents events;

    /** For the container's proxy. */
    protected LateInstants() {
        this(null, null, null, null);
    }

    @Inject
    public LateInstants(
            FireRepository repository, DefinitionRepository definitions, RunPartitions partitions, RunEvents events) {
        this.repository = repository;
        this.definitions = definitions;
        this.partitions = partitions;
        this.events = events;
    }

    /**
     * Accounts for the instants up to {@code at} of a job whose row the caller has locked; the caller sets the cursor.
     *
     * @return how many instants got their row
     * @throws JobBehindException when there are more than one request can account for
     */
    long account(UUID job, Instant at) {
        Cursor cursor = repository.cursor(job);
        Definition definition = definitions.of(List.of(job)).get(job);
        if (definition == null) {
            throw new IllegalStateException(
                    "The definition of job " + job + " cannot be read by this version of Carillon."
                            + " Nothing was changed. Use a member of the version that stored it");
        }
        long rows = 0;
        for (int plans = 0; cursor.next() != null && !cursor.next().isAfter(at); plans++) {
            if (plans == MOST_PLANS) {
                throw new JobBehindException(job);
            }
            FirePlan plan = definition.plan(cursor, at, at);
            partitions.ensure(plan.runs());
            events.tell(repository.account(job, plan.runs()));
            rows += plan.runs().size();
            cursor = plan.following(cursor);
        }
        return rows;
    }
}
