package carillon.run;

import carillon.job.FiringWalk;
import carillon.job.JobSpec;
import carillon.job.Looks;
import carillon.job.NextInstant;
import carillon.platform.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows that account for a job's next instants, and where its cursor goes.
 *
 * @param was the cursor as read
 * @param next the cursor afterwards: the next instant, or a moment before which there is none, from which on it is searched
 *     for when it comes near; null when there is no instant left, or the next one depends on a run's end
 * @param runs oldest instant first; empty when the cursor only moves, to where its calendars let it or the search for it has come
 * @param caughtWas how many runs the job's last catch-up had, as read
 * @param goesOn the catch-up that goes on at {@code next}; null when none does
 * @param caughtUp how many runs the catch-up that goes on has; 0 when none does
 */
public record FirePlan(
        UUID job,
        long version,
        Instant was,
        Instant next,
        List<NewRun> runs,
        int caughtWas,
        UUID goesOn,
        int caughtUp) {

    static final String MISFIRE = "misfire";
    static final String COALESCED = "coalesced";

    /** So many rows of one job at once; the rest follows with the next turn. */
    private static final int MOST = 1_000;

    /** Tells the id of a catch-up from that of the run of its first instant. */
    private static final long CATCH_UP = -1;

    /**
     * Plans every instant from the cursor to {@code until}. Instants that are late by more than the job's grace are
     * missed: of a row of missed instants the last is run and the others are skipped as {@code coalesced}, or all are
     * skipped as {@code misfire}, or the oldest are caught up with and the rest is skipped as {@code misfire}.
     *
     * @param now by the database's clock
     */
    public static FirePlan of(Cursor cursor, FiringWalk walk, Instant now, Instant until) {
        JobSpec spec = walk.spec();
        Looks looks = Looks.ofTurn();
        NextInstant first = walk.fromCursor(cursor.next(), looks);
        if (!cursor.next().equals(first.at())) {
            return moved(cursor, first.cursor(), now);
        }
        Instant missedBefore = now.minus(spec.misfire().grace());
        CatchUp catchUp = new CatchUp(cursor, spec);
        List<NewRun> runs = new ArrayList<>();
        NextInstant next = first;
        while (next.at() != null
                && runs.size() < MOST
                && (runs.isEmpty() || !next.at().isAfter(until))) {
            Instant instant = next.at();
            long fired = cursor.fired() + runs.size() + 1;
            next = following(walk, instant, fired, missedBefore, looks);
            runs.add(row(cursor.job(), spec, instant, missedBefore, next.found(), catchUp));
        }
        boolean more = !next.none() && next.cursor().isBefore(now);
        return new FirePlan(
                cursor.job(),
                cursor.version(),
                cursor.next(),
                next.cursor(),
                List.copyOf(runs),
                cursor.caughtUp(),
                more ? catchUp.batch : null,
                more && catchUp.batch != null ? catchUp.runs : 0);
    }

    /** Without runs: the cursor's place is another, or the search goes on there. A catch-up lasts while that is late. */
    private static FirePlan moved(Cursor cursor, Instant next, Instant now) {
        boolean goesOn = cursor.catchUp() != null && next != null && next.isBefore(now);
        return new FirePlan(
                cursor.job(),
                cursor.version(),
                cursor.next(),
                next,
                List.of(),
                cursor.caughtUp(),
                goesOn ? cursor.catchUp() : null,
                goesOn ? cursor.caughtUp() : 0);
    }

    /** The cursor after this plan; its catch-up goes on with what it has left. */
    Cursor following(Cursor before) {
        return new Cursor(job, version, next, before.fired() + runs.size(), before.createdAt(), goesOn, caughtUp);
    }

    /**
     * The same for a job whose missed instants after these get no row: those that were to be coalesced into a later one's
     * run are coalesced into the last one's.
     */
    FirePlan endingThere(JobSpec spec) {
        int end = runs.size() - 1;
        if (end < 0 || !COALESCED.equals(runs.get(end).reason())) {
            return this;
        }
        List<NewRun> changed = new ArrayList<>(runs);
        changed.set(end, NewRun.scheduled(job, spec, runs.get(end).scheduledAt()));
        return new FirePlan(job, version, was, next, List.copyOf(changed), caughtWas, goesOn, caughtUp);
    }

    /** Which missed instant is the last is known only when the next one is: that is searched for until now. */
    private static NextInstant following(
            FiringWalk walk, Instant instant, long fired, Instant missedBefore, Looks looks) {
        JobSpec spec = walk.spec();
        if (spec.maxRuns() != null && fired >= spec.maxRuns() || spec.schedule().followsEnd()) {
            return NextInstant.NONE;
        }
        NextInstant next = walk.next(instant, looks);
        while (spec.misfire().coalesces()
                && next.lookedUntil() != null
                && next.lookedUntil().isBefore(missedBefore)) {
            next = walk.from(next.lookedUntil(), Looks.ofTurn());
        }
        return next;
    }

    private static NewRun row(
            UUID job, JobSpec spec, Instant instant, Instant missedBefore, Optional<Instant> next, CatchUp catchUp) {
        NewRun run = NewRun.scheduled(job, spec, instant);
        if (!run.dueAt().isBefore(missedBefore)) {
            return run;
        }
        if (spec.misfire().catchesUp()) {
            return catchUp.row(job, spec, instant);
        }
        if (!spec.misfire().coalesces()) {
            return NewRun.skipped(job, spec, instant, MISFIRE);
        }
        boolean lastMissed = next.filter(following ->
                        NewRun.scheduled(job, spec, following).dueAt().isBefore(missedBefore))
                .isEmpty();
        return lastMissed ? run : NewRun.skipped(job, spec, instant, COALESCED);
    }

    /** How far a catch-up is: it may have begun in an earlier turn, by another timer. */
    private static final class CatchUp {

        private UUID batch;
        private int runs;

        CatchUp(Cursor cursor, JobSpec spec) {
            boolean under = cursor.catchUp() != null && spec.misfire().catchesUp();
            batch = under ? cursor.catchUp() : null;
            runs = under ? cursor.caughtUp() : 0;
        }

        NewRun row(UUID job, JobSpec spec, Instant missed) {
            if (runs >= spec.misfire().limit()) {
                return NewRun.skipped(job, spec, missed, MISFIRE);
            }
            if (batch == null) {
                batch = Ids.ofRun(job, missed, CATCH_UP);
            }
            runs++;
            return NewRun.scheduled(job, spec, missed).in(batch);
        }
    }
}
