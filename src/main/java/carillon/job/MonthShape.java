package carillon.job;

import com.cronutils.model.field.expression.On;

/**
 * What decides which days of a month match a cron rule: nothing else differs between months.
 *
 * @param length 28 to 31
 * @param firstWeekday of the first day, 0 for Sunday
 */
record MonthShape(int length, int firstWeekday) {

    /** How many there are. */
    static final int COUNT = 28;

    static MonthShape of(int index) {
        return new MonthShape(28 + index / 7, index % 7);
    }

    int index() {
        return (length - 28) * 7 + firstWeekday;
    }

    int weekday(int day) {
        return (firstWeekday + day - 1) % 7;
    }

    /** The day that an item such as {@code L-3}, {@code 15W}, {@code FRI#2} names; outside the month when it has none. */
    int day(On item) {
        int time = item.getTime().getValue();
        int nth = item.getNth().getValue();
        return switch (item.getSpecialChar().getValue()) {
            case L -> time < 0 ? length - Math.max(nth, 0) : last(time);
            case LW -> nearestWeekday(length);
            case W -> time > length ? time : nearestWeekday(time);
            case HASH -> 1 + Math.floorMod(time - firstWeekday, 7) + 7 * (nth - 1);
            default -> 0;
        };
    }

    private int last(int weekday) {
        return length - Math.floorMod(weekday(length) - weekday, 7);
    }

    /** Monday to Friday; it does not leave the month. */
    private int nearestWeekday(int day) {
        return switch (weekday(day)) {
            case 6 -> day == 1 ? 3 : day - 1;
            case 0 -> day == length ? day - 2 : day + 1;
            default -> day;
        };
    }
}
