package carillon.job;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The definition of a calendar as its author wrote it, defaults filled in: time that it marks, and what that means to the
 * instants of the jobs that name it.
 *
 * <p>It marks the days that {@code dates} or {@code weekly} name (every day when neither is given), on each only the
 * {@code windows} when there are any, and besides that the events of {@code ical}. At least one of the four is given.
 *
 * @param mode default exclude
 * @param shift default none
 * @param zone IANA name, or an offset such as {@code +05:30}, that dates, windows and floating events are local to; null
 *     for UTC
 * @param dates {@code 2026-12-25}, or a range with both ends included, {@code 2026-12-24/2026-12-26}; at most 5,000
 * @param weekly {@code MON} to {@code SUN} in any case, or ranges such as {@code MON-FRI}
 * @param windows local times {@code 09:00/17:30}, the second not included and up to {@code 24:00}; one that ends before
 *     it begins ends on the day after the one that is marked; at most 50
 * @param ical a VCALENDAR; its VEVENTs, all-day or timed, with RRULE, RDATE, EXDATE and RECURRENCE-ID; null for none
 */
public record CalendarSpec(
        CalendarMode mode,
        CalendarShift shift,
        String zone,
        List<String> dates,
        List<String> weekly,
        List<String> windows,
        String ical) {

    private static final int MOST_DATES = 5_000;
    private static final int MOST_WINDOWS = 50;
    private static final int MOST_WEEKLY = 7;

    public CalendarSpec {
        mode = mode == null ? CalendarMode.EXCLUDE : mode;
        shift = shift == null ? CalendarShift.NONE : shift;
        dates = dates == null ? List.of() : List.copyOf(dates);
        weekly = weekly == null ? List.of() : List.copyOf(weekly);
        windows = windows == null ? List.of() : List.copyOf(windows);
        ical = ical == null || ical.isBlank() ? null : ical;
    }

    /**
     * @throws InvalidFieldsException naming every field that does not hold
     */
    public void requireValid() {
        List<FieldError> errors = check();
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }

    private List<FieldError> check() {
        JobSpec.Checks checks = new JobSpec.Checks();
        boolean marks = !dates.isEmpty() || !weekly.isEmpty() || !windows.isEmpty() || ical != null;
        checks.that("dates", marks, "are missing: give at least one of dates, weekly, windows and ical");
        Zones.problem(zone).ifPresent(problem -> checks.that("zone", false, problem));
        checks.that("dates", dates.size() <= MOST_DATES, "takes at most " + MOST_DATES + ": use ranges or ical");
        checks.that("weekly", weekly.size() <= MOST_WEEKLY, "takes at most " + MOST_WEEKLY);
        checks.that("windows", windows.size() <= MOST_WINDOWS, "takes at most " + MOST_WINDOWS);
        List<FieldError> errors = new ArrayList<>(checks.errors());
        eachOf("dates", dates, DateRange::parse, errors);
        eachOf("weekly", weekly, Weekdays::parse, errors);
        eachOf("windows", windows, DayWindow::parse, errors);
        try {
            IcalReader.read(ical);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("ical", e.getMessage()));
        }
        return errors;
    }

    private interface Parser {
        Object parse(String text);
    }

    private static void eachOf(String field, List<String> texts, Parser parser, List<FieldError> errors) {
        for (int i = 0; i < texts.size(); i++) {
            try {
                parser.parse(texts.get(i));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(field + "[" + i + "]", e.getMessage()));
            }
        }
    }

    /** Days, both ends included, as epoch days. */
    record DateRange(long first, long last) {

        /**
         * @throws IllegalArgumentException saying what is expected
         */
        static DateRange parse(String text) {
            try {
                String[] ends = text.split("/", -1);
                long first = day(ends[0]);
                long last = ends.length == 1 ? first : day(ends[1]);
                if (ends.length <= 2 && first <= last) {
                    return new DateRange(first, last);
                }
            } catch (java.time.DateTimeException e) {
                throw new IllegalArgumentException(expectation(text), e);
            }
            throw new IllegalArgumentException(expectation(text));
        }

        private static long day(String text) {
            LocalDate date = LocalDate.parse(text.strip());
            if (date.getYear() < 1970 || date.getYear() > 9999) {
                throw new java.time.DateTimeException("outside the years 1970 to 9999");
            }
            return date.toEpochDay();
        }

        private static String expectation(String text) {
            return "'" + text + "' is no date of the years 1970 to 9999: use 2026-12-25,"
                    + " or 2026-12-24/2026-12-26 from the earlier to the later";
        }
    }

    /** Days of the week as bits, Sunday the lowest. */
    static final class Weekdays {

        private Weekdays() {}

        /**
         * @throws IllegalArgumentException saying what is expected
         */
        static Integer parse(String text) {
            String name = text.strip().toUpperCase(java.util.Locale.ROOT);
            try {
                if (name.matches("[A-Z]{3}(-[A-Z]{3})?")) {
                    return days(CronValues.of(CronPart.DAY_OF_WEEK, CronPart.DAY_OF_WEEK.parse(name)));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(expectation(text), e);
            }
            throw new IllegalArgumentException(expectation(text));
        }

        private static String expectation(String text) {
            return "'" + text + "' is no day of the week: use MON to SUN, or a range such as MON-FRI";
        }

        private static int days(BitSet values) {
            int days = 0;
            for (int value : values.stream().toArray()) {
                days |= 1 << value % 7;
            }
            return days;
        }
    }

    /**
     * A part of the day on the clock on the wall, in seconds.
     *
     * @param to not included; 86,400 is midnight, and less than {@code from} is on the day after
     */
    record DayWindow(int from, int to) {

        /**
         * @throws IllegalArgumentException saying what is expected
         */
        static DayWindow parse(String text) {
            String[] ends = text.split("/", -1);
            try {
                if (ends.length == 2) {
                    int from = second(ends[0].strip());
                    int to = ends[1].strip().matches("24:00(:00)?") ? 86_400 : second(ends[1].strip());
                    if (from != to) {
                        return new DayWindow(from, to);
                    }
                }
            } catch (java.time.DateTimeException e) {
                throw new IllegalArgumentException(expectation(text), e);
            }
            throw new IllegalArgumentException(expectation(text));
        }

        private static int second(String text) {
            java.time.LocalTime time = java.time.LocalTime.parse(text);
            if (time.getNano() != 0) {
                throw new java.time.DateTimeException("parts of a second");
            }
            return time.toSecondOfDay();
        }

        private static String expectation(String text) {
            return "'" + text + "' is no part of the day: use two different times such as 09:00/17:30 or 22:00/24:00";
        }

        boolean overMidnight() {
            return to < from;
        }
    }
}
