package carillon.run;

import carillon.job.Calendars;
import carillon.job.Job;
import carillon.job.JobBehindException;
import carillon.job.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Ends the present version of a job whose row the caller has locked, in the caller's transaction, so that each of its
 * instants is accounted for and the next version may begin: instants that are late get their rows as the timer would
 * write them, runs fired ahead of their instant are taken back, and what the version was is kept for the ledger.
 */
@ApplicationScoped
public class Turns {

    /** So many plans of late instants at once, a thousand rows each. */
    private static final int MOST_PLANS = 100;

    private final TurnRepository repository;
    private final FireRepository firing;
    private final RunPartitions partitions;
    private final Calendars calendars;
    private final RunEvents events;

    /** For the container's proxy. */
    protected Turns() {
        this(null, null, null, null, null);
    }

    @Inject
    public Turns(
            TurnRepository repository,
            FireRepository firing,
            RunPartitions partitions,
            Calendars calendars,
            RunEvents events) {
        this.repository = repository;
        this.firing = firing;
        this.partitions = partitions;
        this.calendars = calendars;
        this.events = events;
    }

    /**
     * Ends it now. Runs that somebody has begun ahead of their instant are kept, and so is what lies before them.
     *
     * @throws JobBehindException when more instants are late than one request can account for
     */
    Turn end(Job job, Ending as, String author) {
        return end(job, as, author, false);
    }

    /** Ends it after the last instant that has a row; nothing is taken back. */
    Turn endKeepingRuns(Job job, Ending as, String author) {
        return end(job, as, author, true);
    }

    /** True when the member may fire; nobody else can until the caller's transaction has ended. */
    boolean holdLease(UUID timer, long epoch) {
        return repository.holdLease(timer, epoch);
    }

    private Turn end(Job job, Ending as, String author, boolean keepAll) {
        Instant at = repository.now();
        long fired = job.fired() + accountForLate(job, at);
        List<TurnRepository.Ahead> ahead = repository.lockAhead(job.id(), at);
        Instant after = ahead.stream()
                .filter(run -> keepAll || run.begun())
                .map(TurnRepository.Ahead::scheduledAt)
                .max(Instant::compareTo)
                .orElse(at);
        List<TurnRepository.Ahead> gone =
                ahead.stream().filter(run -> run.scheduledAt().isAfter(after)).toList();
        repository.takeBack(job.id(), gone);
        repository.keep(job.id(), after, at, as, author);
        return new Turn(at, after, fired - gone.size());
    }

    /** What the timer has not come to yet: an outage, or an instant of this very moment. */
    private long accountForLate(Job job, Instant at) {
        if (job.nextFireAt() == null || job.nextFireAt().isAfter(at)) {
            return 0;
        }
        long rows = 0;
        Cursor cursor = firing.cursor(job.id());
        for (int plans = 0; cursor.next() != null && !cursor.next().isAfter(at); plans++) {
            if (plans == MOST_PLANS) {
                throw new JobBehindException(job.id());
            }
            FirePlan plan = FirePlan.of(cursor, calendars.walkOf(job), at, at);
            partitions.ensure(plan.runs());
            List<RunEvent> written = firing.account(job, plan.runs());
            events.tell(written);
            rows += written.size();
            cursor = plan.following(cursor, written.size());
        }
        return rows;
    }
}
