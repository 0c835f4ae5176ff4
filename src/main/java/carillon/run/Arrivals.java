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
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

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

    /** PostgreSQL's code for having waited too long for a lock. */
    private static final String LOCKED = "55P03";

    private final Preparation preparation;
    private final Submission submission;
    private final ArrivalRepository rows;
    private final GroupCommit<Brought> commits;

    /** For the container's proxy. */
    protected Arrivals() {
        this(null, null, null);
    }

    @Inject
    public Arrivals(Preparation preparation, Submission submission, ArrivalRepository rows) {
        this.preparation = preparation;
        this.submission = submission;
        this.rows = rows;
        this.commits = new GroupCommit<>(COMMITS_AT_ONCE, MOST_OF_GROUP, PATIENCE, new Storing(rows));
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
        Brought brought = new Brought(preparation.prepare(tenant, spec, Looks.ofRequest()));
        List<Arrival> arrival = List.of(brought.arrival);
        submission.admit(arrival);
        commits.add(brought);
        submission.stored(arrival, brought.fired);
        return brought.arrival.job();
    }

    /** How many jobs wait for the commits that are under way. */
    int waiting() {
        return commits.waiting();
    }

    /** One request's. */
    private static final class Brought {

        private final Arrival arrival;
        private List<RunEvent> fired = List.of();

        private Brought(Arrival arrival) {
            this.arrival = arrival;
        }
    }

    /** Stores jobs, together or alone. */
    private record Storing(ArrivalRepository rows) implements GroupCommit.Work<Brought> {

        @Override
        public int weight(Brought one) {
            return one.arrival.length();
        }

        @Override
        public void together(List<Brought> group) {
            Map<UUID, List<RunEvent>> fired = rows
                    .addTogether(group.stream().map(one -> one.arrival).toList())
                    .stream()
                    .collect(Collectors.groupingBy(RunEvent::job));
            group.forEach(
                    one -> one.fired = fired.getOrDefault(one.arrival.job().id(), List.of()));
        }

        @Override
        public void alone(Brought one) {
            one.fired = rows.add(List.of(one.arrival));
        }

        /** The database has refused the message, so that nothing is stored. */
        @Override
        public boolean mayGoAlone(RuntimeException failure, int size) {
            boolean locked = failure instanceof DatabaseException refused && LOCKED.equals(refused.sqlState());
            return locked
                    || size > 1 && (failure instanceof DuplicateJobException || failure instanceof DatabaseException);
        }
    }
}
