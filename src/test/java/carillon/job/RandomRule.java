package carillon.job;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A cron expression made up at random, together with what it means: a yes or no for any local time, found without any of
 * the code that is tested.
 */
record RandomRule(
        String expression, Predicate<LocalDate> dates, IntPredicate hours, IntPredicate minutes, IntPredicate seconds) {

    private static final String[] MONTHS = {
        "", "JAN", "feb", "MAR", "Apr", "MAY", "JUN", "JUL", "AUG", "SEP", "oct", "NOV", "DEC"
    };
    private static final String[] WEEKDAYS = {"SUN", "MON", "tue", "WED", "Thu", "FRI", "SAT", "7"};

    private record Numbers(String text, IntPredicate match) {}

    private record Dates(String text, Predicate<LocalDate> match) {}

    /** Any date may match: most rules match on many. */
    static RandomRule of(Random random, boolean everySecond) {
        Numbers second = everySecond ? numbers(random, 0, 59, 30, null) : new Numbers("0", value -> value == 0);
        Numbers minute = numbers(random, 0, 59, 15, null);
        Numbers hour = numbers(random, 0, 23, everySecond ? 60 : 25, null);
        Dates date = dates(random, 75);
        String text = minute.text + " " + hour.text + " " + date.text;
        boolean short5 = !everySecond && date.text.split(" ").length == 3 && random.nextBoolean();
        return new RandomRule(
                short5 ? text : second.text + " " + text, date.match, hour.match, minute.match, second.match);
    }

    /** Once on each date that matches; most of the fields say something. */
    static RandomRule ofRareDates(Random random) {
        Dates date = dates(random, 20);
        IntPredicate zero = value -> value == 0;
        return new RandomRule("0 0 0 " + date.text, date.match, zero, zero, zero);
    }

    boolean matches(LocalDateTime local) {
        return seconds.test(local.getSecond())
                && minutes.test(local.getMinute())
                && hours.test(local.getHour())
                && dates.test(local.toLocalDate());
    }

    boolean everyHour() {
        return IntStream.range(0, 24).allMatch(hours);
    }

    @Override
    public String toString() {
        return expression;
    }

    private static Dates dates(Random random, int percentAny) {
        Dates day = any(random, percentAny) ? everyDay(random) : list(random, () -> dayOfMonth(random));
        Dates weekday = any(random, percentAny) ? everyDay(random) : list(random, () -> dayOfWeek(random));
        Numbers month = numbers(random, 1, 12, percentAny, MONTHS);
        Numbers year = any(random, 90) ? new Numbers("", value -> true) : numbers(random, 1970, 2099, 20, null);
        boolean bothSay = !saysNothing(day) && !saysNothing(weekday);
        Predicate<LocalDate> days = bothSay ? day.match.or(weekday.match) : day.match.and(weekday.match);
        return new Dates(
                (day.text + " " + month.text + " " + weekday.text + " " + year.text).strip(),
                date -> days.test(date) && month.match.test(date.getMonthValue()) && year.match.test(date.getYear()));
    }

    private static boolean saysNothing(Dates days) {
        return Stream.of(days.text.split(",")).anyMatch(List.of("*", "?", "*/1")::contains);
    }

    private static boolean any(Random random, int percent) {
        return random.nextInt(100) < percent;
    }

    private static Dates everyDay(Random random) {
        return new Dates(random.nextBoolean() ? "*" : "?", date -> true);
    }

    private static Dates list(Random random, Supplier<Dates> item) {
        Dates list = item.get();
        while (random.nextInt(3) == 0) {
            Dates next = item.get();
            list = new Dates(list.text + "," + next.text, list.match.or(next.match));
        }
        return list;
    }

    private static Dates dayOfMonth(Random random) {
        int day = 1 + random.nextInt(31);
        return switch (random.nextInt(6)) {
            case 0 -> new Dates("L", date -> date.getDayOfMonth() == date.lengthOfMonth());
            case 1 -> new Dates("L-" + day, date -> date.getDayOfMonth() == date.lengthOfMonth() - day);
            case 2 -> new Dates("LW", date -> date.equals(workday(date.with(TemporalAdjusters.lastDayOfMonth()))));
            case 3 ->
                new Dates(
                        day + "W",
                        date -> day <= date.lengthOfMonth() && date.equals(workday(date.withDayOfMonth(day))));
            default -> {
                Numbers days = item(random, 1, 31, null);
                yield new Dates(days.text, date -> days.match.test(date.getDayOfMonth()));
            }
        };
    }

    /** The nearest of Monday to Friday in the same month. */
    private static LocalDate workday(LocalDate day) {
        return IntStream.of(0, -1, 1, -2, 2)
                .mapToObj(day::plusDays)
                .filter(near ->
                        near.getMonth() == day.getMonth() && near.getDayOfWeek().getValue() <= 5)
                .findFirst()
                .orElseThrow();
    }

    private static Dates dayOfWeek(Random random) {
        int number = random.nextInt(8);
        String text = random.nextBoolean() ? WEEKDAYS[number] : String.valueOf(number);
        DayOfWeek weekday = DayOfWeek.of(number == 0 ? 7 : number);
        int nth = 1 + random.nextInt(5);
        return switch (random.nextInt(5)) {
            case 0 -> new Dates(text + "L", date -> date.equals(date.with(TemporalAdjusters.lastInMonth(weekday))));
            case 1 ->
                new Dates(
                        text + "#" + nth,
                        date -> date.getDayOfWeek() == weekday && (date.getDayOfMonth() + 6) / 7 == nth);
            default -> {
                Numbers days = item(random, 0, 7, WEEKDAYS);
                yield new Dates(days.text, date -> {
                    int value = date.getDayOfWeek().getValue();
                    return days.match.test(value) || value == 7 && days.match.test(0);
                });
            }
        };
    }

    private static Numbers numbers(Random random, int least, int most, int percentAny, String[] names) {
        if (any(random, percentAny)) {
            return new Numbers("*", value -> true);
        }
        List<Numbers> items = new ArrayList<>(List.of(item(random, least, most, names)));
        while (random.nextInt(3) == 0) {
            items.add(item(random, least, most, names));
        }
        return new Numbers(String.join(",", items.stream().map(Numbers::text).toList()), value -> items.stream()
                .anyMatch(item -> item.match.test(value)));
    }

    private static Numbers item(Random random, int least, int most, String[] names) {
        int from = least + random.nextInt(most - least + 1);
        int to = least + random.nextInt(most - least + 1);
        int step = 1 + random.nextInt(Math.min(most, most - least));
        String first = name(random, from, names);
        return switch (random.nextInt(6)) {
            case 0 -> new Numbers("*/" + step, value -> (value - least) % step == 0);
            case 1 -> steps(first + "/" + step, most == 7 ? from % 7 : from, step);
            case 2 -> range(first + "-" + name(random, to, names), least, most, from, to, 1);
            case 3 -> range(first + "-" + name(random, to, names) + "/" + step, least, most, from, to, step);
            default -> new Numbers(first, value -> value == from);
        };
    }

    private static Numbers steps(String text, int from, int step) {
        return new Numbers(text, value -> value >= from && (value - from) % step == 0);
    }

    /** Years and weekdays are kept in order here: the first cannot be otherwise, the second has a test of its own. */
    private static Numbers range(String text, int least, int most, int from, int to, int step) {
        boolean sundays = most == 7 && from % 7 == 0 && to % 7 == 0;
        if (sundays || from > to && (most == 2099 || most == 7)) {
            return new Numbers(String.valueOf(from), value -> value == from);
        }
        int length = most - least + 1;
        return new Numbers(text, value -> {
            int place = Math.floorMod(value - from, length);
            return place <= Math.floorMod(to - from, length) && place % step == 0;
        });
    }

    private static String name(Random random, int value, String[] names) {
        return names == null || random.nextBoolean() ? String.valueOf(value) : names[value];
    }
}
