package carillon.job;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The calendars of one job together, as they were written down: a moment is free when none of them excludes it. */
record ReckonedTime(List<CalendarReckoning> calendars) {

    /** After so many days an excluded instant finds no other day and is left out. */
    static final int FARTHEST_SHIFT = 31;

    List<ZoneId> zones() {
        return calendars.stream().map(CalendarReckoning::zone).distinct().toList();
    }

    boolean shifts() {
        return calendars.stream().anyMatch(CalendarReckoning::shifts);
    }

    boolean free(Instant at) {
        return calendars.stream().noneMatch(calendar -> calendar.excludes(at));
    }

    /** The first moment after {@code at} at which one of the calendars may say something else. */
    Instant end(Instant at) {
        return Instant.ofEpochSecond(calendars.stream()
                .mapToLong(calendar -> calendar.at(at.getEpochSecond()).end())
                .min()
                .orElseThrow());
    }

    /** True when all of the time from the one moment to the other is free, or all of it is not. */
    boolean throughout(boolean free, Instant begin, Instant end) {
        for (Instant at = begin; !at.isAfter(end); at = end(at)) {
            if (free(at) != free) {
                return false;
            }
        }
        return true;
    }

    /** The first free moment at the same time of a later day, as the first calendar that excludes the instant counts days. */
    Optional<Instant> moved(Instant at) {
        List<CalendarReckoning> excluding =
                calendars.stream().filter(calendar -> calendar.excludes(at)).toList();
        if (excluding.isEmpty() || !excluding.stream().allMatch(CalendarReckoning::shifts)) {
            return Optional.empty();
        }
        for (int days = 1; days <= FARTHEST_SHIFT; days++) {
            Instant later = at.atZone(excluding.get(0).zone()).plusDays(days).toInstant();
            if (free(later)) {
                return Optional.of(later);
            }
        }
        return Optional.empty();
    }
}
