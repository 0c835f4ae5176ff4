package carillon.job;

import carillon.platform.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Finds the instants at which a job fires, one after another: its rule within its bounds, as its calendars leave them.
 * Whoever needs to know when a job fires asks here, so that what is shown is what is done.
 *
 * <p>A search looks at most {@link #FARTHEST} ahead: where calendars leave nothing in that, there is no next instant. When it
 * has used up its {@link Looks} before, it says how far it came, and goes on from there another time.
 *
 * <p>It remembers what later instants need again: for one thread.
 */
public final class FiringWalk {

    /** Longer than any pattern of dates and weekdays needs to come again. */
    private static final Duration FARTHEST = Duration.ofDays(36_525);

    /** No instant moves farther: so many days, and what clocks of zones may change by. */
    private static final Duration FARTHEST_MOVE = Duration.ofDays(JobCalendars.FARTHEST_SHIFT + 2L);

    private static final int MOST_KEPT = 2_000;

    /** What a job without an instant to come is told, beside its bounds. */
    public static final String NOTHING_LEFT =
            "has no instant to come within start and end that its calendars leave; the next 100 years were looked at";

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final UUID job;
    private final JobSpec spec;
    private final Instant createdAt;
    private final JobCalendars calendars;

    /** By the instant from which on they hold. */
    private final TreeMap<Instant, JobCalendars.Move> moves = new TreeMap<>();

    /** Instants of the rule before {@link #settled} end up at this one or before, or nowhere; null for not known. */
    private Instant settledAfter;

    private Instant settled;

    /**
     * @param job what jitter is made of, with the instant
     * @param spec must hold
     * @param createdAt what the rule counts from when the job has no start
     */
    public FiringWalk(UUID job, JobSpec spec, Instant createdAt, JobCalendars calendars) {
        this.job = job;
        this.spec = spec;
        this.createdAt = createdAt;
        this.calendars = calendars;
    }

    public JobSpec spec() {
        return spec;
    }

    Instant createdAt() {
        return createdAt;
    }

    /**
     * The first instant after {@code after}. A search that ends early has come farther than the first moment after
     * {@code after}, whatever was left of its looks.
     */
    public NextInstant next(Instant after, Looks looks) {
        if (calendars.none()) {
            return NextInstant.of(spec.nextInstant(after, createdAt).orElse(null));
        }
        Instant limit = limit(after);
        return shifts() ? nextShifted(after, limit, looks) : nextFree(after, limit, looks);
    }

    /** The first instant after {@code after} and up to {@code until}, however long that takes; empty when there is none. */
    public Optional<Instant> next(Instant after, Instant until) {
        NextInstant next = next(after, Looks.ofTurn());
        while (next.lookedUntil() != null && !next.lookedUntil().isAfter(until)) {
            next = from(next.lookedUntil(), Looks.ofTurn());
        }
        return next.found().filter(at -> !at.isAfter(until));
    }

    /** As {@link #next}, the given moment included. */
    public NextInstant from(Instant first, Looks looks) {
        return next(first.minus(MICROSECOND), looks);
    }

    /**
     * Where a cursor belongs that may stand where a search has ended early. Without calendars, or for a single instant, none
     * does: such a cursor stands at an instant.
     */
    public NextInstant fromCursor(Instant cursor, Looks looks) {
        if (spec.schedule().followsEnd()) {
            return free(cursor, looks);
        }
        boolean sure = calendars.none() || spec.schedule().oneShot();
        return sure ? NextInstant.of(cursor) : from(cursor, looks);
    }

    /** When the run of an instant is due: up to the job's jitter later, always the same for the same instant. */
    public Instant due(Instant at) {
        return spec.dueAt(at, Ids.ofRun(job, at, 0));
    }

    /**
     * Where a cursor that was set without asking the calendars belongs, as that of a fixed delay is at the end of each
     * run: the first moment that is free.
     */
    public NextInstant free(Instant cursor, Looks looks) {
        NextInstant free = calendars.free(cursor, limit(cursor), looks);
        boolean over = free.none() || spec.end() != null && !free.cursor().isBefore(spec.end());
        return over ? NextInstant.NONE : free;
    }

    /** True when the instant is there because a calendar moved it from another day. */
    boolean moved(Instant at) {
        return shifts() && !spec.nextInstant(at.minus(MICROSECOND), createdAt).equals(Optional.of(at));
    }

    /** What counts from the end of the run before waits, and does not move. */
    private boolean shifts() {
        return calendars.shift() && !spec.schedule().followsEnd();
    }

    private Instant limit(Instant after) {
        Instant limit = after.isAfter(Moments.LAST) ? after : after.plus(FARTHEST);
        Instant last = spec.end() == null || spec.end().isAfter(Moments.LAST) ? Moments.LAST : spec.end();
        return limit.isAfter(last) ? last : limit;
    }

    private Instant rule(Instant after, Looks looks) {
        looks.take(1);
        return spec.nextInstant(after, createdAt).orElse(null);
    }

    /** Leaps over what is excluded, instead of asking the rule for every instant in it. */
    private NextInstant nextFree(Instant after, Instant limit, Looks looks) {
        Instant at = rule(after, looks);
        if (spec.schedule().followsEnd()) {
            return at == null ? NextInstant.NONE : free(at, looks);
        }
        while (at != null && !at.isAfter(limit)) {
            NextInstant free = calendars.free(at, limit, looks);
            if (at.equals(free.at())) {
                return free;
            }
            if (free.none() || spec.schedule().oneShot()) {
                return NextInstant.NONE;
            }
            if (free.at() == null) {
                return free;
            }
            at = rule(free.at().minus(MICROSECOND), looks);
            if (at != null && looks.spent()) {
                return NextInstant.notBefore(at);
            }
        }
        return NextInstant.NONE;
    }

    /**
     * Goes through the instants of the rule from where they may end up after {@code after}, one for all that move alike.
     * None ends up before itself: what was gone through holds for all moments up to there.
     */
    private NextInstant nextShifted(Instant after, Instant limit, Looks looks) {
        Instant best = null;
        Instant first = null;
        Instant at = rule(start(after), looks);
        int before = looks.taken();
        boolean begun = false;
        while (at != null && !at.isAfter(limit) && (best == null || at.isBefore(best))) {
            if (begun && looks.spent()) {
                settle(after, first == null ? at : first);
                return NextInstant.notBefore(at);
            }
            if (!begun && at.isAfter(after)) {
                looks.excuse(looks.taken() - before);
                begun = true;
            }
            JobCalendars.Move move = move(at, looks);
            Instant leap = move.until();
            if (move.by() != null) {
                Instant moved = at.plus(move.by());
                if (moved.isAfter(after)) {
                    best = best == null || moved.isBefore(best) ? moved : best;
                    first = first == null ? at : first;
                } else {
                    Instant later = after.minus(move.by()).plus(MICROSECOND);
                    leap = later.isBefore(leap) ? later : leap;
                }
            }
            at = rule(leap.minus(MICROSECOND), looks);
        }
        if (best == null || spec.end() != null && !best.isBefore(spec.end())) {
            return NextInstant.NONE;
        }
        settle(after, first);
        return NextInstant.of(best);
    }

    /** Instants of the rule up to this one do not end up after {@code after}. */
    private Instant start(Instant after) {
        Instant earliest = after.minus(FARTHEST_MOVE);
        boolean known = settledAfter != null && !after.isBefore(settledAfter) && settled.isAfter(earliest);
        return known ? settled.minus(MICROSECOND) : earliest;
    }

    private void settle(Instant after, Instant first) {
        settledAfter = after;
        settled = first;
    }

    private JobCalendars.Move move(Instant at, Looks looks) {
        Map.Entry<Instant, JobCalendars.Move> known = moves.floorEntry(at);
        if (known != null && at.isBefore(known.getValue().until())) {
            return known.getValue();
        }
        if (moves.size() >= MOST_KEPT) {
            moves.clear();
        }
        JobCalendars.Move move = calendars.move(at, looks);
        moves.put(at, move);
        return move;
    }
}
