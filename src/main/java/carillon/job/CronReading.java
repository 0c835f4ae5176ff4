package carillon.job;

import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.SpecialChar;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says a cron expression in plain English. Made from the values that match, so that it says what the rule does. */
final class CronReading {

    private static final int MOST_TIMES = 8;

    /** So many values at least are told as a step, fewer one by one. */
    private static final int FEWEST_STEPS = 5;

    private static final int DAYS_OF_WEEK = 7;

    /** Says already that it is all day, and so every day. */
    private static final Pattern EVERY = Pattern.compile(".* of every( \\w+)? (hour|minute)");

    private static final List<String> NTH =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

    private final CronText text;

    private CronReading(CronText text) {
        this.text = text;
    }

    /**
     * @param expression must hold
     */
    static String of(String expression) {
        CronReading reading = new CronReading(CronText.of(expression));
        return reading.time() + reading.days() + reading.monthsAndYears();
    }

    private BitSet values(CronPart part) {
        return CronValues.of(part, text.items(part));
    }

    private String time() {
        BitSet seconds = values(CronPart.SECOND);
        BitSet minutes = values(CronPart.MINUTE);
        BitSet hours = values(CronPart.HOUR);
        if (seconds.cardinality() * minutes.cardinality() * hours.cardinality() <= MOST_TIMES) {
            return "at " + and(times(seconds, minutes, hours));
        }
        boolean everyHour = hours.cardinality() == 24;
        String ofHours =
                everyHour ? "" : " of " + (stepped(hours) ? every(hourStep(hours), "hour") : listed(hours, "hour"));
        boolean onTheMinute = seconds.cardinality() == 1 && seconds.get(0);
        if (onTheMinute) {
            return frequency(minutes, 60, "minute") + (everyHour && lists(minutes) ? " of every hour" : ofHours);
        }
        boolean everyMinute = minutes.cardinality() == 60;
        String ofMinutes = everyMinute
                ? lists(seconds) ? " of every minute" : ""
                : " of " + listed(minutes, "minute") + (everyHour ? " of every hour" : "");
        return frequency(seconds, 60, "second") + ofMinutes + ofHours;
    }

    private static List<String> times(BitSet seconds, BitSet minutes, BitSet hours) {
        boolean withSeconds = seconds.cardinality() > 1 || !seconds.get(0);
        List<String> times = new ArrayList<>();
        hours.stream().forEach(hour -> minutes.stream().forEach(minute -> seconds.stream()
                .forEach(second -> times.add(
                        withSeconds
                                ? "%02d:%02d:%02d".formatted(hour, minute, second)
                                : "%02d:%02d".formatted(hour, minute)))));
        return times;
    }

    /** True when the values are told one by one, and not as a frequency. */
    private static boolean lists(BitSet values) {
        return step(values, 60) == 0;
    }

    /** The distance of values that are the same distance apart from 0 to the end and over it; 0 when they are not. */
    private static int step(BitSet values, int cycle) {
        int count = values.cardinality();
        if (count < 2 || cycle % count != 0 || !values.get(0)) {
            return 0;
        }
        int step = cycle / count;
        return values.stream().allMatch(value -> value % step == 0) ? step : 0;
    }

    private static String frequency(BitSet values, int cycle, String unit) {
        int step = step(values, cycle);
        if (step == 0) {
            return "at " + listed(values, unit);
        }
        return step == 1 ? "every " + unit : "every " + step + " " + unit + "s";
    }

    private static String listed(BitSet values, String unit) {
        return unit + (values.cardinality() == 1 ? " " : "s ") + ranges(values, String::valueOf);
    }

    private static int hourStep(BitSet hours) {
        return step(hours, 24);
    }

    /** True when hours are told as a step. */
    private static boolean stepped(BitSet hours) {
        return hours.cardinality() >= FEWEST_STEPS && hourStep(hours) > 0;
    }

    private static String every(int step, String unit) {
        return "every " + (step == 1 ? "" : NTH.get(step - 1) + " ") + unit;
    }

    /** The distance of many values that are the same distance apart, if there is a word for it; 0 else. */
    private static int distance(BitSet values) {
        int first = values.nextSetBit(0);
        int step = values.nextSetBit(first + 1) - first;
        boolean same = values.cardinality() >= FEWEST_STEPS
                && step > 1
                && step <= NTH.size()
                && values.stream().allMatch(value -> (value - first) % step == 0)
                && values.length() - 1 == first + step * (values.cardinality() - 1);
        return same ? step : 0;
    }

    /** {@code from 3}, and where it ends if that is before the end of the field. */
    private static String bounds(CronPart part, BitSet values, int step) {
        int last = values.length() - 1;
        return "from " + values.nextSetBit(0) + (last + step > part.most ? "" : " to " + last);
    }

    private String days() {
        List<String> ofMonth = daysOfMonth();
        List<String> ofWeek = daysOfWeek();
        if (ofMonth.isEmpty() && ofWeek.isEmpty()) {
            String time = time();
            return time.startsWith("at ") && !EVERY.matcher(time).matches() ? " every day" : "";
        }
        if (ofMonth.isEmpty() || ofWeek.isEmpty()) {
            return " on " + and(ofMonth.isEmpty() ? ofWeek : ofMonth);
        }
        return " on " + and(ofMonth) + ", and also on " + and(ofWeek);
    }

    /** Empty when the field says nothing. */
    private List<String> daysOfMonth() {
        List<FieldExpression> items = text.items(CronPart.DAY_OF_MONTH);
        List<String> days = new ArrayList<>();
        if (free(items)) {
            return days;
        }
        BitSet numbers = values(CronPart.DAY_OF_MONTH);
        int step = distance(numbers);
        if (step > 0) {
            days.add(every(step, "day") + " of the month " + bounds(CronPart.DAY_OF_MONTH, numbers, step));
        } else if (!numbers.isEmpty()) {
            days.add(listed(numbers, "day") + " of the month");
        }
        named(items).forEach(item -> days.add(dayOfMonth(item)));
        return days;
    }

    private static String dayOfMonth(On item) {
        int day = item.getTime().getValue();
        int before = Math.max(item.getNth().getValue(), 0);
        return switch (item.getSpecialChar().getValue()) {
            case LW -> "the last Monday to Friday of the month";
            case W -> "the Monday to Friday nearest to day " + day + " of the month";
            default -> before == 0 ? "the last day of the month" : "day " + before + " before the last of the month";
        };
    }

    private List<String> daysOfWeek() {
        List<FieldExpression> items = text.items(CronPart.DAY_OF_WEEK);
        List<String> days = new ArrayList<>();
        if (free(items)) {
            return days;
        }
        BitSet numbers = values(CronPart.DAY_OF_WEEK);
        if (!numbers.isEmpty()) {
            days.add(ranges(weekdays(numbers), CronReading::weekday));
        }
        named(items).forEach(item -> {
            boolean nth = item.getSpecialChar().getValue() == SpecialChar.HASH;
            String which = nth ? NTH.get(item.getNth().getValue() - 1) : "last";
            days.add("the " + which + " " + weekday(item.getTime().getValue()) + " of the month");
        });
        return days;
    }

    /** Monday is 1, or 8 when more than two days in a row lead over Sunday. */
    private static BitSet weekdays(BitSet numbers) {
        BitSet days = new BitSet();
        numbers.stream().forEach(number -> days.set(number % DAYS_OF_WEEK == 0 ? DAYS_OF_WEEK : number));
        int leading = days.nextClearBit(1) - 1;
        int trailing = DAYS_OF_WEEK - days.previousClearBit(DAYS_OF_WEEK);
        if (leading > 0 && trailing > 0 && leading < DAYS_OF_WEEK && leading + trailing > 2) {
            days.clear(1, leading + 1);
            days.set(DAYS_OF_WEEK + 1, DAYS_OF_WEEK + 1 + leading);
        }
        return days;
    }

    private static String weekday(int number) {
        return DayOfWeek.of(number % 7 == 0 ? 7 : number % 7).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static boolean free(List<FieldExpression> items) {
        return items.stream().anyMatch(item -> item instanceof Always || item instanceof QuestionMark);
    }

    private static List<On> named(List<FieldExpression> items) {
        return items.stream()
                .filter(item -> item instanceof On on && on.getSpecialChar().getValue() != SpecialChar.NONE)
                .map(On.class::cast)
                .toList();
    }

    /** After a comma when there are two kinds of days, because they hold for both. */
    private String monthsAndYears() {
        String months = months() + years();
        boolean either = !daysOfMonth().isEmpty() && !daysOfWeek().isEmpty();
        return either && !months.isEmpty() ? "," + months : months;
    }

    private String months() {
        BitSet months = values(CronPart.MONTH);
        return months.cardinality() == 12
                ? ""
                : " in " + ranges(months, month -> Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }

    private String years() {
        if (text.field(CronPart.YEAR).equals("*")) {
            return "";
        }
        BitSet years = values(CronPart.YEAR);
        int step = distance(years);
        return " in "
                + (step == 0
                        ? ranges(years, String::valueOf)
                        : every(step, "year") + " " + bounds(CronPart.YEAR, years, step));
    }

    /** {@code 1, 3 to 5 and 9}. */
    private static String ranges(BitSet values, IntFunction<String> name) {
        List<String> ranges = new ArrayList<>();
        for (int first = values.nextSetBit(0); first >= 0; ) {
            int end = values.nextClearBit(first);
            if (end - first > 2) {
                ranges.add(name.apply(first) + " to " + name.apply(end - 1));
            } else {
                for (int value = first; value < end; value++) {
                    ranges.add(name.apply(value));
                }
            }
            first = values.nextSetBit(end);
        }
        return and(ranges);
    }

    private static String and(List<String> texts) {
        int last = texts.size() - 1;
        return last == 0
                ? texts.get(0)
                : texts.stream().limit(last).collect(Collectors.joining(", ")) + " and " + texts.get(last);
    }
}
