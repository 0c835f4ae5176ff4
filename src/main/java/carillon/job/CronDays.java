package carillon.job;

import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;

/** The dates of a cron rule. */
final class CronDays {

    /** The answer when no date is left. */
    static final long NEVER = Long.MAX_VALUE;

    /** After so many years dates fall on the same weekdays again: a rule that has no date in them has none. */
    private static final int CALENDAR_CYCLE = 400;

    private static final int LAST_YEAR = 9999;

    private final int[] daysByShape = new int[MonthShape.COUNT];
    private final BitSet months;
    private final BitSet years;

    /**
     * @param years null for every year
     */
    CronDays(List<FieldExpression> daysOfMonth, List<FieldExpression> daysOfWeek, BitSet months, BitSet years) {
        this.months = months;
        this.years = years;
        BitSet days = CronValues.of(CronPart.DAY_OF_MONTH, daysOfMonth);
        BitSet weekdays = CronValues.of(CronPart.DAY_OF_WEEK, daysOfWeek);
        for (int index = 0; index < MonthShape.COUNT; index++) {
            MonthShape shape = MonthShape.of(index);
            int byMonth = named(shape, daysOfMonth);
            int byWeek = named(shape, daysOfWeek);
            for (int day = 1; day <= shape.length(); day++) {
                byMonth |= days.get(day) ? 1 << day : 0;
                byWeek |= weekdays.get(shape.weekday(day)) ? 1 << day : 0;
            }
            daysByShape[index] = free(daysOfMonth) ? byWeek : free(daysOfWeek) ? byMonth : byMonth | byWeek;
        }
    }

    private static int named(MonthShape shape, List<FieldExpression> items) {
        int days = 0;
        for (FieldExpression item : items) {
            int day = item instanceof On on ? shape.day(on) : 0;
            days |= day >= 1 && day <= shape.length() ? 1 << day : 0;
        }
        return days;
    }

    /** True when the field says nothing, so that the other one alone decides. */
    private static boolean free(List<FieldExpression> items) {
        return items.stream().anyMatch(item -> item instanceof Always || item instanceof QuestionMark);
    }

    /** The first date from {@code epochDay} on, as epoch day; {@link #NEVER} when there is none. */
    long next(long epochDay) {
        LocalDate from = LocalDate.ofEpochDay(epochDay);
        int last = Math.min(LAST_YEAR, from.getYear() + CALENDAR_CYCLE);
        for (int year = nextYear(from.getYear()); year <= last; year = nextYear(year + 1)) {
            LocalDate start = year == from.getYear() ? from : LocalDate.of(year, 1, 1);
            long found = nextInYear(start);
            if (found != NEVER) {
                return found;
            }
        }
        return NEVER;
    }

    private int nextYear(int year) {
        int next = years == null ? year : years.nextSetBit(year);
        return next < 0 ? Integer.MAX_VALUE : next;
    }

    private long nextInYear(LocalDate start) {
        int firstDay = start.getDayOfMonth();
        for (int month = months.nextSetBit(start.getMonthValue()); month > 0; month = months.nextSetBit(month + 1)) {
            LocalDate first = LocalDate.of(start.getYear(), month, 1);
            long epochDay = first.toEpochDay();
            int weekday = Math.floorMod(epochDay + 4, 7);
            int days = daysByShape[new MonthShape(first.lengthOfMonth(), weekday).index()];
            int left = month == start.getMonthValue() ? days & -1 << firstDay : days;
            if (left != 0) {
                return epochDay + Integer.numberOfTrailingZeros(left) - 1;
            }
        }
        return NEVER;
    }
}
