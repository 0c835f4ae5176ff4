package carillon.run;

import carillon.job.Calendars;
import carillon.job.DelaySchedule;
import carillon.job.FiringWalk;
import carillon.job.IntervalSchedule;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.job.JobSpentException;
import carillon.job.Looks;
import carillon.job.NextInstant;
import carillon.job.Turn;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/**
 * Says where the cursor of a job goes when a new version of it begins: to its next instant, or to where the search for that
 * goes on when it ends early.
 */
@ApplicationScoped
public class Plans {

    /** What a stored rule without a zone means. */
    private static final String ZONE_OF_OLD = "UTC";

    private final TurnRepository repository;
    private final Calendars calendars;

    /** For the container's proxy. */
    protected Plans() {
        this(null, null);
    }

    @Inject
    public Plans(TurnRepository repository, Calendars calendars) {
        this.repository = repository;
        this.calendars = calendars;
    }

    /** The definition of a job, with its payload and its zone. */
    JobSpec definition(Job job) {
        return job.spec().withPayload(Json.value(job.payload())).withDefaultZone(ZONE_OF_OLD);
    }

    /** The turn that an edit of this moment would be: of a single run that was fired ahead, nothing is left. */
    Turn turn(Job job, Instant now) {
        boolean ahead = job.spec().schedule().oneShot()
                && calendars.walkOf(job).next(now, Looks.ofTurn()).found().isPresent();
        return Turn.of(job, now, now, job.fired() - (ahead ? 1 : 0));
    }

    /**
     * The next instant of the same definition; null when there is none left, or a run's end will tell it. The only instant
     * of a job that has not fired, though it passed during a pause: the timer does with it what the misfire rule says.
     */
    Instant next(Job job, Turn turn) {
        if (turn.spent() || waitsForEnd(job, job.spec(), turn)) {
            return null;
        }
        Instant after = job.spec().schedule().oneShot() ? Instant.EPOCH : turn.after();
        return calendars.walkOf(job).next(after, Looks.ofTurn()).cursor();
    }

    /**
     * The first instant of another definition of the job; null when it has none left, a run's end will tell it, or the
     * job is paused.
     *
     * @throws JobSpentException when the only instant of the old definition has come and the new one has another rule
     * @throws InvalidFieldsException when the new schedule has no instant to come
     */
    Instant next(Job job, JobSpec spec, Turn turn) {
        boolean same = spec.firesLike(job.spec());
        if (turn.spent() && !spec.rulesLike(job.spec())) {
            throw new JobSpentException(job.id());
        }
        if (turn.spent() || waitsForEnd(job, spec, turn)) {
            return null;
        }
        FiringWalk walk = calendars.walkOfChanged(job, spec);
        NextInstant next = underWay(job, walk, turn).orElseGet(() -> walk.next(turn.after(), Looks.ofRequest()));
        if (next.none() && !same && spec.schedule().fires()) {
            throw InvalidFieldsException.of("schedule", nothingToCome(spec));
        }
        return job.isPaused() ? null : next.cursor();
    }

    /** A fixed delay that has begun goes on, with the new length: it counts from the end of the last run all the same. */
    private Optional<NextInstant> underWay(Job job, FiringWalk walk, Turn turn) {
        Instant start = walk.spec().start();
        boolean begun = start == null || !start.isAfter(turn.after());
        if (begun
                && job.spec().schedule().followsEnd()
                && walk.spec().schedule() instanceof IntervalSchedule interval
                && interval.followsEnd()) {
            Instant earliest = turn.after().plusNanos(1_000);
            return repository
                    .lastEnd(job.id())
                    .map(end -> end.plus(interval.every()))
                    .map(due -> due.isBefore(earliest) ? earliest : due)
                    .map(due -> walk.free(due, Looks.ofRequest()));
        }
        return Optional.empty();
    }

    private static String nothingToCome(JobSpec spec) {
        boolean counts = spec.schedule() instanceof DelaySchedule && spec.start() == null;
        return (spec.calendars().isEmpty() ? "has no instant to come within start and end" : FiringWalk.NOTHING_LEFT)
                + (counts ? "; delay counts from the job's creation" : "");
    }

    private boolean waitsForEnd(Job job, JobSpec spec, Turn turn) {
        return turn.reachesBound(spec)
                || spec.schedule().followsEnd() && job.spec().schedule().followsEnd() && repository.open(job.id());
    }
}
