package carillon.run;

import carillon.job.Job;
import carillon.job.Turn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Ends the present versions of jobs whose rows the caller has locked, in the caller's transaction, so that each of their
 * instants is accounted for and the next version may begin: instants that are late get their rows as the timer would
 * write them, runs fired ahead of their instant are taken back, and what the version was is kept for the ledger. The
 * version of a job that is far behind ends before the first instant that has got no row.
 */
@ApplicationScoped
public class Turns {

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final TurnRepository repository;
    private final LateInstants late;

    /** For the container's proxy. */
    protected Turns() {
        this(null, null);
    }

    @Inject
    public Turns(TurnRepository repository, LateInstants late) {
        this.repository = repository;
        this.late = late;
    }

    /**
     * Ends it now. Runs that somebody has begun ahead of their instant are kept, and so is what lies before them. Of a job
     * that is far behind, the late instants that get no row are none of any version.
     */
    Turn end(Job job, Ending as, String author) {
        return end(job, as, author, false);
    }

    /** The same, but late instants that get no row are left to the next version, which begins before them. */
    Turn endLeavingLate(Job job, Ending as, String author) {
        Instant at = repository.now();
        Ended ended = end(List.of(new Present(job.id(), job.nextFireAt())), at, as, author, false)
                .get(job.id());
        return Turn.of(job, at, ended.until(), job.fired() + ended.rows());
    }

    /** Ends it after the last instant that has a row; nothing is taken back. */
    Turn endKeepingRuns(Job job, Ending as, String author) {
        return end(job, as, author, true);
    }

    private Turn end(Job job, Ending as, String author, boolean keepAll) {
        Instant at = repository.now();
        List<Present> jobs = List.of(new Present(job.id(), job.nextFireAt()));
        Ended ended = end(jobs, at, as, author, keepAll).get(job.id());
        return Turn.of(job, at, ended.after(), job.fired() + ended.rows());
    }

    /** Ends those of several jobs at once, as {@link #end(Job, Ending, String)}. */
    Map<UUID, Ended> end(Collection<Present> jobs, Instant at, Ending as, String author) {
        return end(jobs, at, as, author, false);
    }

    /** True when the member may fire; nobody else can until the caller's transaction has ended. */
    boolean holdLease(UUID timer, long epoch) {
        return repository.holdLease(timer, epoch);
    }

    /** The moment at which versions end that are ended now. */
    Instant now() {
        return repository.now();
    }

    private Map<UUID, Ended> end(Collection<Present> jobs, Instant at, Ending as, String author, boolean keepAll) {
        Map<UUID, LateInstants.Accounted> rows = new HashMap<>();
        for (Present job : jobs) {
            boolean behind = job.cursor() != null && !job.cursor().isAfter(at);
            rows.put(job.id(), behind ? late.account(job.id(), at) : LateInstants.Accounted.NOTHING);
        }
        Map<UUID, List<TurnRepository.Ahead>> ahead = repository.lockAhead(rows.keySet(), at);
        List<TurnRepository.Ahead> allGone = new ArrayList<>();
        Map<UUID, Instant> until = new HashMap<>();
        Map<UUID, Ended> ended = new HashMap<>();
        for (Present job : jobs) {
            List<TurnRepository.Ahead> its = ahead.getOrDefault(job.id(), List.of());
            Instant after = its.stream()
                    .filter(run -> keepAll || run.begun())
                    .map(TurnRepository.Ahead::scheduledAt)
                    .max(Instant::compareTo)
                    .orElse(at);
            List<TurnRepository.Ahead> gone =
                    its.stream().filter(run -> run.scheduledAt().isAfter(after)).toList();
            allGone.addAll(gone);
            LateInstants.Accounted accounted = rows.get(job.id());
            Instant last = accounted.left() == null ? after : accounted.left().minus(MICROSECOND);
            until.put(job.id(), last);
            boolean behind = accounted.rows() > 0;
            Instant first = gone.isEmpty()
                    ? (behind ? null : job.cursor())
                    : gone.get(0).scheduledAt();
            ended.put(job.id(), new Ended(after, last, accounted.rows() - instants(gone), first));
        }
        repository.takeBack(allGone);
        repository.keep(until, at, as, author);
        return ended;
    }

    /** An instant of a job that runs on all members has a row for each. */
    private static long instants(List<TurnRepository.Ahead> runs) {
        return runs.stream().map(TurnRepository.Ahead::scheduledAt).distinct().count();
    }

    /**
     * A job whose row is locked.
     *
     * @param cursor null when no instant is left, or a run's end will tell the next
     */
    record Present(UUID id, Instant cursor) {}

    /**
     * Where the version of a job has ended.
     *
     * @param after instants up to this one, itself included, are not the next version's
     * @param until instants up to this one, itself included, are the old version's; earlier than {@code after} when late
     *     instants that lie in between have no row
     * @param rows how many more instants have a row now than before; negative when more were taken back
     * @param unwritten the first instant of the old version that has no row; null when none is known
     */
    record Ended(Instant after, Instant until, long rows, Instant unwritten) {}
}
