package carillon.run;

import carillon.job.DuplicateJobException;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.Looks;
import carillon.platform.DatabaseException;
import carillon.platform.InvalidFieldsException;
import carillon.run.ArrivalRepository.Arrival;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * Stores the jobs of single requests: what arrives while the disk is being waited for is stored together, by one statement and
 * one commit.
 */
@ApplicationScoped
public class Arrivals {

    /** While one waits for the disk another can be sent; with more, groups get small. */
    private static final int COMMITS_AT_ONCE = 2;

    /** In characters. A group of large jobs would take long to send, and memory twice. */
    private static final int MOST_OF_GROUP = 500_000;

    /** As long as a request waits for a connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Submission submission;
    private final ArrivalRepository rows;
    private final GroupCommit<Arrival> commits;

    /** For the container's proxy. */
    protected Arrivals() {
        this(null, null);
    }

    @Inject
    public Arrivals(Submission submission, ArrivalRepository rows) {
        this.submission = submission;
        this.rows = rows;
        this.commits = new GroupCommit<>(
                COMMITS_AT_ONCE,
                MOST_OF_GROUP,
                Arrival::length,
                group -> submission.store(group),
                failure -> failure instanceof DuplicateJobException || failure instanceof DatabaseException,
                PATIENCE);
    }

    /**
     * Stores a job in the caller's transaction, if there is one. Otherwise it is on disk when this returns; should the database
     * go away in between, nobody knows whether it is there.
     *
     * @throws InvalidFieldsException when the definition does not hold, or has no instant to come
     * @throws DuplicateJobException when the tenant has a job of that name
     * @throws DatabaseBusyException when the database is not done with earlier ones for too long
     */
    Job submit(String tenant, JobSpec spec) {
        // What its calendars say has to hold until the job is there, which takes a transaction.
        if (rows.inTransaction() || !spec.calendars().isEmpty()) {
            return submission.submit(tenant, spec);
        }
        Arrival arrival = submission.prepare(tenant, spec, Looks.ofRequest());
        submission.admit(List.of(arrival));
        commits.add(arrival);
        return arrival.job();
    }

    /** How many jobs wait for the commits that are under way. */
    int waiting() {
        return commits.waiting();
    }
}
