package carillon.job;

import java.util.BitSet;
import java.util.function.LongConsumer;

/**
 * A cron expression made ready to be asked for the local times that match it, whatever the zone.
 *
 * <p>A local time is a number of seconds from 1970-01-01T00:00 on the clock on the wall. Immutable.
 */
final class CronRule {

    /** The answer when no local time is left. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final CronDays days;

    private CronRule(CronText text) {
        seconds = values(text, CronPart.SECOND);
        minutes = values(text, CronPart.MINUTE);
        hours = values(text, CronPart.HOUR);
        days = new CronDays(
                text.items(CronPart.DAY_OF_MONTH),
                text.items(CronPart.DAY_OF_WEEK),
                values(text, CronPart.MONTH),
                text.field(CronPart.YEAR).equals("*") ? null : values(text, CronPart.YEAR));
    }

    private static BitSet values(CronText text, CronPart part) {
        return CronValues.of(part, text.items(part));
    }

    /**
     * @throws IllegalArgumentException saying which field does not hold and what it takes, or that no date matches
     */
    static CronRule parse(String expression) {
        CronText text = CronText.of(expression);
        CronRule rule = new CronRule(text);
        if (rule.next(0) == NEVER) {
            throw new IllegalArgumentException("'" + expression + "' never fires: no date has " + text.dates());
        }
        return rule;
    }

    /** True when every hour matches. */
    boolean everyHour() {
        return hours.cardinality() == CronPart.HOUR.cycle();
    }

    /** The first local time from {@code local} on, at most 400 years later; {@link #NEVER} when there is none. */
    long next(long local) {
        long day = Math.floorDiv(local, DAY);
        long date = days.next(day);
        if (date == day) {
            int second = nextOfDay((int) (local - day * DAY));
            if (second >= 0) {
                return day * DAY + second;
            }
            date = days.next(day + 1);
        }
        return date == CronDays.NEVER ? NEVER : date * DAY + nextOfDay(0);
    }

    /**
     * Every local time that matches in one hour, in order.
     *
     * @param hour since 1970-01-01T00:00 on the clock on the wall
     */
    void eachOfHour(long hour, LongConsumer times) {
        long day = Math.floorDiv(hour, 24);
        if (!hours.get(Math.floorMod(hour, 24)) || days.next(day) != day) {
            return;
        }
        for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
            for (int second = seconds.nextSetBit(0); second >= 0; second = seconds.nextSetBit(second + 1)) {
                times.accept(hour * HOUR + minute * MINUTE + second);
            }
        }
    }

    /** The first second of the day from {@code from} on; -1 when none is left. */
    private int nextOfDay(int from) {
        int hour = hours.nextSetBit(from / HOUR);
        if (hour == from / HOUR) {
            int second = nextOfHour(from % HOUR);
            if (second >= 0) {
                return hour * HOUR + second;
            }
            hour = hours.nextSetBit(hour + 1);
        }
        return hour < 0 ? -1 : hour * HOUR + nextOfHour(0);
    }

    /** The first second of the hour from {@code from} on; -1 when none is left. */
    private int nextOfHour(int from) {
        int minute = minutes.nextSetBit(from / MINUTE);
        if (minute == from / MINUTE) {
            int second = seconds.nextSetBit(from % MINUTE);
            if (second >= 0) {
                return minute * MINUTE + second;
            }
            minute = minutes.nextSetBit(minute + 1);
        }
        return minute < 0 ? -1 : minute * MINUTE + seconds.nextSetBit(0);
    }
}
