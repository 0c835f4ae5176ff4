package carillon.job;

import carillon.platform.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * The calendars of one job together: a moment is free when none of them excludes it.
 *
 * @param times in the order in which the job names them; empty when it names none
 */
public record JobCalendars(List<CalendarTime> times) {

    public static final JobCalendars NONE = new JobCalendars(List.of());

    /** After so many days an excluded instant finds no other day and is left out. */
    static final int FARTHEST_SHIFT = 31;

    /** Seconds, beyond what any search looks at. */
    private static final long LONGEST = Duration.ofDays(40_000).toSeconds();

    /**
     * @param specs must hold
     */
    public static JobCalendars of(List<CalendarSpec> specs) {
        return specs.isEmpty()
                ? NONE
                : new JobCalendars(specs.stream().map(CalendarTime::of).toList());
    }

    /**
     * @param json an array of definitions; null for none
     */
    public static JobCalendars stored(String json) {
        return json == null ? NONE : of(List.of(Json.read(json, CalendarSpec[].class)));
    }

    public boolean none() {
        return times.isEmpty();
    }

    boolean shift() {
        return times.stream().anyMatch(CalendarTime::shifts);
    }

    /** The first calendar that excludes the moment; null when it is free. */
    private CalendarTime excluding(Instant at) {
        for (CalendarTime time : times) {
            if (time.excludes(at)) {
                return time;
            }
        }
        return null;
    }

    /** The first free moment from {@code from} on, or none up to {@code limit}. */
    NextInstant free(Instant from, Instant limit, Looks looks) {
        Instant at = from;
        for (CalendarTime time = excluding(at); time != null; time = excluding(at)) {
            long edge = time.nextEdge(at.getEpochSecond());
            if (edge > limit.getEpochSecond()) {
                return NextInstant.NONE;
            }
            at = Instant.ofEpochSecond(edge);
            looks.take(times.size());
            if (looks.spent()) {
                return NextInstant.notBefore(at);
            }
        }
        return NextInstant.of(at);
    }

    /**
     * Where an instant of the rule ends up, and those after it likewise: where it is when that is free; on another day when
     * all the calendars that exclude it shift; nowhere when it is left out.
     */
    Move move(Instant at, Looks looks) {
        looks.take(times.size());
        long second = at.getEpochSecond();
        CalendarTime first = excluding(at);
        long same = unchanged(second);
        if (first == null) {
            return new Move(Duration.ZERO, Instant.ofEpochSecond(second + same));
        }
        if (times.stream().anyMatch(time -> !time.shifts() && time.excludes(at))) {
            return new Move(null, Instant.ofEpochSecond(second + same));
        }
        same = Math.min(same, unchanged(first.zone(), second));
        for (int days = 1; days <= FARTHEST_SHIFT; days++) {
            looks.take(times.size());
            Instant later = at.atZone(first.zone()).plusDays(days).toInstant();
            same = Math.min(same, unchanged(later.getEpochSecond()));
            same = Math.min(same, unchanged(first.zone(), later.getEpochSecond()));
            if (excluding(later) == null) {
                return new Move(Duration.between(at, later), Instant.ofEpochSecond(second + same));
            }
        }
        return new Move(null, Instant.ofEpochSecond(second + same));
    }

    /** For so many seconds no calendar gives another answer. */
    private long unchanged(long second) {
        long edge = second + LONGEST;
        for (CalendarTime time : times) {
            edge = Math.min(edge, time.nextEdge(second));
        }
        return edge - second;
    }

    /** For so many seconds local times have the same distance, none is shown twice, and none is left out. */
    private static long unchanged(ZoneId zone, long second) {
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset()) {
            return LONGEST;
        }
        long until = second + LONGEST;
        ZoneOffsetTransition before = rules.previousTransition(Instant.ofEpochSecond(second + 1));
        if (before != null && before.toEpochSecond() + length(before) > second) {
            until = before.toEpochSecond() + length(before);
        }
        ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(second));
        if (next != null) {
            long begin = next.toEpochSecond() - length(next);
            until = Math.min(until, begin > second ? begin : next.toEpochSecond());
        }
        return until - second;
    }

    private static long length(ZoneOffsetTransition change) {
        return change.getDuration().abs().toSeconds();
    }

    /**
     * How instants move.
     *
     * @param by how far, zero for those that stay; null when they are left out
     * @param until from this one on they may move otherwise
     */
    record Move(Duration by, Instant until) {}
}
