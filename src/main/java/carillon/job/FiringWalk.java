package carillon.job;

import carillon.platform.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the instants at which a job fires, one after another: its rule within its bounds, as its calendars leave them.
 * Whoever needs to know when a job fires asks here, so that what is shown is what is done.
 *
 * <p>A search looks at most {@link #FARTHEST} ahead and at {@link #MOST_LOOKS} instants of the rule: where calendars leave
 * nothing in that, there is no next instant.
 */
public final class FiringWalk {

    /** Longer than any pattern of dates and weekdays needs to come again. */
    private static final Duration FARTHEST = Duration.ofDays(36_525);

    private static final int MOST_LOOKS = 1_000_000;

    /** What a job without an instant to come is told, beside its bounds. */
    public static final String NOTHING_LEFT =
            "has no instant to come within start and end that its calendars leave; the next 100 years were looked at";

    private static final Duration FIRST_REACH = Duration.ofDays(8);
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final UUID job;
    private final JobSpec spec;
    private final Instant createdAt;
    private final JobCalendars calendars;

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

    /** True when no calendar takes instants away or moves them. */
    boolean free() {
        return calendars.none();
    }

    /** The first instant after {@code after}; empty when there is none. */
    public Optional<Instant> next(Instant after) {
        if (calendars.none()) {
            return spec.nextInstant(after, createdAt);
        }
        Instant limit = limit(after);
        Looks looks = new Looks();
        return Optional.ofNullable(shifts() ? nextShifted(after, limit, looks) : nextFree(after, limit, looks));
    }

    /** When the run of an instant is due: up to the job's jitter later, always the same for the same instant. */
    public Instant due(Instant at) {
        return spec.dueAt(at, Ids.ofRun(job, at, 0));
    }

    /**
     * Where a cursor that was set without asking the calendars belongs, as that of a fixed delay is at the end of each
     * run: the first moment that is free; empty when there is none.
     */
    public Optional<Instant> free(Instant cursor) {
        return Optional.ofNullable(calendars.free(cursor, limit(cursor)))
                .filter(at -> spec.end() == null || at.isBefore(spec.end()));
    }

    /** True when the instant is there because a calendar moved it from another day. */
    boolean moved(Instant at) {
        return shifts() && !spec.nextInstant(at.minus(MICROSECOND), createdAt).equals(Optional.of(at));
    }

    /** What counts from the end of the run before waits, and does not move. */
    private boolean shifts() {
        return calendars.shift() && !spec.schedule().followsEnd();
    }

    private static Instant limit(Instant after) {
        Instant limit = after.isAfter(Moments.LAST) ? after : after.plus(FARTHEST);
        return limit.isAfter(Moments.LAST) ? Moments.LAST : limit;
    }

    private Instant rule(Instant after, Looks looks) {
        return looks.spent() ? null : spec.nextInstant(after, createdAt).orElse(null);
    }

    /** Leaps over what is excluded, instead of asking the rule for every instant in it. */
    private Instant nextFree(Instant after, Instant limit, Looks looks) {
        if (spec.schedule().followsEnd()) {
            Instant first = rule(after, looks);
            return first == null ? null : free(first).orElse(null);
        }
        Instant at = rule(after, looks);
        while (at != null && !at.isAfter(limit)) {
            Instant free = calendars.free(at, limit);
            if (free == null || free.equals(at)) {
                return free;
            }
            at = rule(free.minus(MICROSECOND), looks);
        }
        return null;
    }

    /**
     * Instants that stay, and for each number of days those that move by as many, are searched by themselves, a stretch of
     * time after the other; the earliest that any of the searches finds is next.
     */
    private Instant nextShifted(Instant after, Instant limit, Looks looks) {
        Instant from = after;
        Duration reach = FIRST_REACH;
        while (from.isBefore(limit) && !looks.spent()) {
            Instant to = from.plus(reach).isBefore(limit) ? from.plus(reach) : limit;
            Instant best = null;
            for (int days = 0; days <= JobCalendars.FARTHEST_SHIFT; days++) {
                Instant found = nextMoved(days, from, best == null ? to : best.minus(MICROSECOND), looks);
                best = found == null ? best : found;
            }
            if (best != null) {
                return spec.end() == null || best.isBefore(spec.end()) ? best : null;
            }
            from = to;
            reach = reach.multipliedBy(2);
        }
        return null;
    }

    /** The first instant after {@code from} and up to {@code to} among those of the rule about so many days before. */
    private Instant nextMoved(int days, Instant from, Instant to, Looks looks) {
        Duration back = Duration.ofDays(days);
        Duration slack = days == 0 ? Duration.ZERO : calendars.slack(from, to);
        Instant latest = to.minus(back).plus(slack);
        Instant at = rule(from.minus(back).minus(slack), looks);
        Instant best = null;
        while (at != null && !at.isAfter(latest)) {
            Instant leap = days == 0 ? calendars.free(at, latest) : calendars.excluded(at, latest);
            if (leap == null) {
                return best;
            }
            if (leap.equals(at)) {
                Instant moved = calendars.moved(at);
                leap = leap(at, moved, from, slack);
                if (moved != null && moved.isAfter(from) && !moved.isAfter(to)) {
                    best = best == null || moved.isBefore(best) ? moved : best;
                    latest = best.minus(back).plus(slack);
                }
            }
            at = rule(leap.isAfter(at) ? leap.minus(MICROSECOND) : at, looks);
        }
        return best;
    }

    /** Up to where no instant can end up after {@code from}, when this one does not; at least the instant itself. */
    private Instant leap(Instant at, Instant moved, Instant from, Duration slack) {
        if (moved == null) {
            Instant kept = calendars.shiftable(at, limit(at));
            return kept == null ? limit(at) : kept;
        }
        if (moved.isAfter(from)) {
            return at;
        }
        Instant excluded = calendars.excluded(moved, from);
        return (excluded == null ? from : excluded)
                .minus(Duration.between(at, moved))
                .minus(slack.multipliedBy(2));
    }

    /** Counts the instants of the rule that one search looks at. */
    private static final class Looks {

        private int left = MOST_LOOKS;

        boolean spent() {
            return left-- <= 0;
        }
    }
}
