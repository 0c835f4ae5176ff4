package carillon.job;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * An RRULE made up at random, without COUNT and UNTIL, together with what it means: the number of the week, month or year that
 * a day lies in, and which days of one it has. Nothing of the library is used.
 *
 * @param period numbers the rule's periods; equal for the days of one
 * @param days of the period that the given day lies in, in order
 */
record RandomRecurrence(
        String text, int interval, Function<LocalDate, Long> period, Function<LocalDate, List<LocalDate>> days) {

    /** Days from {@code first} on; {@code first} must be one. */
    boolean has(LocalDate first, LocalDate day) {
        return !day.isBefore(first)
                && (period.apply(day) - period.apply(first)) % interval == 0
                && days.apply(day).contains(day);
    }

    /** The first day from the given one on that a rule with this pattern may begin on. */
    LocalDate first(LocalDate from) {
        return from.datesUntil(from.plusYears(9))
                .filter(day -> days.apply(day).contains(day))
                .findFirst()
                .orElse(null);
    }

    static RandomRecurrence of(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> daily(random);
            case 1 -> weekly(random);
            case 2, 3 -> monthly(random);
            default -> yearly(random);
        };
    }

    private static RandomRecurrence daily(Random random) {
        int interval = 1 + random.nextInt(6);
        List<DayOfWeek> weekdays = random.nextInt(3) == 0 ? weekdays(random) : List.of(DayOfWeek.values());
        String byDay = weekdays.size() == 7 ? "" : ";BYDAY=" + names(weekdays);
        return new RandomRecurrence(
                "FREQ=DAILY" + every(interval) + byDay,
                interval,
                LocalDate::toEpochDay,
                day -> weekdays.contains(day.getDayOfWeek()) ? List.of(day) : List.of());
    }

    private static RandomRecurrence weekly(Random random) {
        int interval = 1 + random.nextInt(3);
        List<DayOfWeek> weekdays = weekdays(random);
        boolean sunday = random.nextInt(3) == 0;
        DayOfWeek begin = sunday ? DayOfWeek.SUNDAY : DayOfWeek.MONDAY;
        return new RandomRecurrence(
                "FREQ=WEEKLY" + every(interval) + ";BYDAY=" + names(weekdays) + (sunday ? ";WKST=SU" : ""),
                interval,
                day -> Math.floorDiv(
                        day.with(TemporalAdjusters.previousOrSame(begin)).toEpochDay() + 3, 7L),
                day -> {
                    LocalDate first = day.with(TemporalAdjusters.previousOrSame(begin));
                    return first.datesUntil(first.plusDays(7))
                            .filter(one -> weekdays.contains(one.getDayOfWeek()))
                            .toList();
                });
    }

    private static RandomRecurrence monthly(Random random) {
        int interval = 1 + random.nextInt(3);
        Pattern pattern = pattern(random);
        return new RandomRecurrence(
                "FREQ=MONTHLY" + every(interval) + pattern.text,
                interval,
                day -> day.getYear() * 12L + day.getMonthValue(),
                day -> pattern.days.apply(ofMonth(day)));
    }

    private static RandomRecurrence yearly(Random random) {
        int interval = 1 + random.nextInt(2);
        int month = 1 + random.nextInt(12);
        Pattern pattern = random.nextInt(3) == 0
                ? new Pattern(";BYMONTHDAY=" + 28, days -> days.stream()
                        .filter(day -> day.getDayOfMonth() == 28)
                        .toList())
                : pattern(random);
        return new RandomRecurrence(
                "FREQ=YEARLY" + every(interval) + ";BYMONTH=" + month + pattern.text,
                interval,
                day -> (long) day.getYear(),
                day -> pattern.days.apply(ofMonth(day.withDayOfMonth(1).withMonth(month))));
    }

    /** Which days of a month. */
    private record Pattern(String text, Function<List<LocalDate>, List<LocalDate>> days) {}

    private static Pattern pattern(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> {
                int day = random.nextBoolean() ? 1 + random.nextInt(31) : -1 - random.nextInt(28);
                int other = 1 + random.nextInt(28);
                boolean two = random.nextBoolean() && other != day;
                yield new Pattern(";BYMONTHDAY=" + day + (two ? "," + other : ""), days -> days.stream()
                        .filter(one -> isDay(one, day) || two && one.getDayOfMonth() == other)
                        .toList());
            }
            case 1 -> {
                DayOfWeek weekday = DayOfWeek.of(1 + random.nextInt(7));
                int number = random.nextBoolean() ? 1 + random.nextInt(5) : -1 - random.nextInt(3);
                yield new Pattern(
                        ";BYDAY=" + number + names(List.of(weekday)), days -> picked(days, weekday::equals, number));
            }
            default -> {
                List<DayOfWeek> weekdays = weekdays(random);
                int number = random.nextBoolean() ? 1 + random.nextInt(4) : -1 - random.nextInt(3);
                yield new Pattern(
                        ";BYDAY=" + names(weekdays) + ";BYSETPOS=" + number,
                        days -> picked(days, weekdays::contains, number));
            }
        };
    }

    private static boolean isDay(LocalDate date, int day) {
        return day > 0 ? date.getDayOfMonth() == day : date.lengthOfMonth() + 1 + day == date.getDayOfMonth();
    }

    private static List<LocalDate> picked(List<LocalDate> days, Predicate<DayOfWeek> which, int number) {
        List<LocalDate> all =
                days.stream().filter(day -> which.test(day.getDayOfWeek())).toList();
        int place = number > 0 ? number - 1 : all.size() + number;
        return place >= 0 && place < all.size() ? List.of(all.get(place)) : List.of();
    }

    private static List<LocalDate> ofMonth(LocalDate day) {
        LocalDate first = day.withDayOfMonth(1);
        return first.datesUntil(first.plus(1, ChronoUnit.MONTHS)).toList();
    }

    private static List<DayOfWeek> weekdays(Random random) {
        List<DayOfWeek> days = new ArrayList<>(IntStream.rangeClosed(1, 7)
                .filter(day -> random.nextInt(3) == 0)
                .mapToObj(DayOfWeek::of)
                .toList());
        return days.isEmpty() ? List.of(DayOfWeek.of(1 + random.nextInt(7))) : days;
    }

    private static String names(List<DayOfWeek> days) {
        return String.join(
                ",", days.stream().map(day -> day.name().substring(0, 2)).toList());
    }

    private static String every(int interval) {
        return interval == 1 ? "" : ";INTERVAL=" + interval;
    }
}
