package carillon.job;

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

    /**
     * @param specs must hold
     */
    public static JobCalendars of(List<CalendarSpec> specs) {
        return specs.isEmpty()
                ? NONE
                : new JobCalendars(specs.stream().map(CalendarTime::of).toList());
    }

    boolean none() {
        return times.isEmpty();
    }

    boolean shift() {
        return times.stream().anyMatch(CalendarTime::shifts);
    }

    boolean exclude(Instant at) {
        return excluding(at) != null;
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

    /** The first free moment from {@code from} on; null when there is none up to {@code limit}. */
    Instant free(Instant from, Instant limit) {
        Instant at = from;
        for (CalendarTime time = excluding(at); time != null; time = excluding(at)) {
            long edge = time.nextEdge(at.getEpochSecond());
            if (edge > limit.getEpochSecond()) {
                return null;
            }
            at = Instant.ofEpochSecond(edge);
        }
        return at;
    }

    /** The first moment from {@code from} on that is not free; null when there is none up to {@code limit}. */
    Instant excluded(Instant from, Instant limit) {
        Instant at = from;
        while (!exclude(at)) {
            long second = at.getEpochSecond();
            long edge = times.stream()
                    .mapToLong(time -> time.nextEdge(second))
                    .min()
                    .orElse(Long.MAX_VALUE);
            if (edge > limit.getEpochSecond()) {
                return null;
            }
            at = Instant.ofEpochSecond(edge);
        }
        return at;
    }

    /**
     * Where an instant of the rule ends up: where it is when that is free; on another day when all the calendars that
     * exclude it shift; null when it is left out.
     */
    Instant moved(Instant at) {
        CalendarTime first = excluding(at);
        if (first == null) {
            return at;
        }
        if (times.stream().anyMatch(time -> !time.shifts() && time.excludes(at))) {
            return null;
        }
        for (int days = 1; days <= FARTHEST_SHIFT; days++) {
            Instant later = plus(at, days, first.zone());
            if (!exclude(later)) {
                return later;
            }
        }
        return null;
    }

    /** The first moment from {@code from} on that only calendars which shift may exclude; null when there is none. */
    Instant shiftable(Instant from, Instant limit) {
        List<CalendarTime> strict =
                times.stream().filter(time -> !time.shifts()).toList();
        return new JobCalendars(strict).free(from, limit);
    }

    /** How far the distance of an instant from where it moves may differ from whole days. */
    Duration slack(Instant from, Instant to) {
        Duration slack = Duration.ZERO;
        for (CalendarTime time : times) {
            ZoneRules rules = time.zone().getRules();
            Duration changes = Duration.ZERO;
            ZoneOffsetTransition change = rules.nextTransition(from.minus(Duration.ofDays(FARTHEST_SHIFT + 3)));
            while (change != null && !change.getInstant().isAfter(to)) {
                changes = changes.plus(change.getDuration().abs());
                change = rules.nextTransition(change.getInstant());
            }
            slack = changes.compareTo(slack) > 0 ? changes : slack;
        }
        return slack;
    }

    private static Instant plus(Instant at, int days, ZoneId zone) {
        return at.atZone(zone).plusDays(days).toInstant();
    }
}
