package carillon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import net.fortuna.ical4j.model.Recur;

/**
 * One VEVENT: when it happens, again and again. All times are local to its zone.
 *
 * @param start the first occurrence; midnight when it is all-day
 * @param zone null when it floats: it is local to whatever zone the calendar has
 * @param rule null for none, without its UNTIL
 * @param until the last moment at which an occurrence may start
 * @param more RDATE
 * @param without EXDATE, and occurrences that another VEVENT stands for
 * @param days whole days of its length, added on the clock on the wall
 * @param time the rest of its length, in real time
 */
record IcalEvent(
        LocalDateTime start,
        ZoneRules zone,
        Recur<LocalDateTime> rule,
        Until until,
        Set<LocalDateTime> more,
        Set<LocalDateTime> without,
        Period days,
        Duration time) {

    /**
     * @param instant when it was given in UTC; null else
     * @param local when it was given as a local time, or as a date: the end of that; null else
     */
    record Until(Instant instant, LocalDateTime local) {

        static final Until NEVER = new Until(null, null);

        static Until date(LocalDate date) {
            return new Until(null, date.atTime(23, 59, 59));
        }

        boolean admits(LocalDateTime start, ZoneRules zone) {
            Instant at = start.toInstant(zone.getOffset(start));
            return (instant == null || !at.isAfter(instant)) && (local == null || !start.isAfter(local));
        }

        /** True when nothing starts at or after the beginning of the year. */
        boolean before(int year) {
            return instant != null && instant.isBefore(startOf(year - 1))
                    || local != null && local.getYear() < year - 1;
        }
    }

    static Instant startOf(int year) {
        return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** True when it takes up no time. */
    boolean empty() {
        return days.isZero() && time.isZero();
    }

    /** True when it has no occurrence in that year or a later one. */
    boolean endsBefore(int year) {
        LocalDateTime last = more.stream().max(LocalDateTime::compareTo).orElse(start);
        last = last.isBefore(start) ? start : last;
        boolean single = last.plus(days).plus(time).getYear() < year - 1;
        return single && (rule == null || until.before(year - lengthInYears()));
    }

    private int lengthInYears() {
        return 1 + days.getDays() / 365 + (int) (time.toDays() / 365);
    }

    /**
     * Tells the occurrences that overlap the time from {@code from} to {@code to}, and perhaps some beside it.
     *
     * @param floating what a floating event is local to
     * @param told takes first and last moment of each, in seconds since 1970, the last not included
     */
    void occurrences(Instant from, Instant to, ZoneRules floating, BiConsumer<Long, Long> told) {
        ZoneRules in = zone == null ? floating : zone;
        LocalDateTime low = LocalDateTime.ofInstant(from, in.getOffset(from))
                .minus(days)
                .minus(time)
                .minusDays(2);
        LocalDateTime high = LocalDateTime.ofInstant(to, in.getOffset(to)).plusDays(2);
        Set<LocalDateTime> starts = new TreeSet<>(more);
        starts.add(start);
        if (rule != null && high.isAfter(start)) {
            rule.getDates(start, low.isBefore(start) ? start : low, high).stream()
                    .filter(local -> until.admits(local, in))
                    .forEach(starts::add);
        }
        starts.removeAll(without);
        starts.removeIf(local -> local.isBefore(low) || local.isAfter(high));
        for (LocalDateTime local : starts) {
            Instant begin = local.toInstant(in.getOffset(local));
            told.accept(begin.getEpochSecond(), end(local, in).getEpochSecond());
        }
    }

    /**
     * Of a local time that comes twice, the one on the clock that it began with is meant, or else the first. A day whose
     * beginning is left out ends all the same where the next one begins.
     */
    private Instant end(LocalDateTime start, ZoneRules in) {
        ZoneOffset offset = in.getOffset(start);
        LocalDateTime local = start.plus(days);
        return local.toInstant(in.isValidOffset(local, offset) ? offset : in.getOffset(local))
                .plus(time);
    }
}
