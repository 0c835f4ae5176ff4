package carillon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Finds the instants that the local times of a cron rule have in one zone.
 *
 * <p>Between two changes of the clock, local time is real time plus a constant: instants and local times have the same
 * order. Each such period is therefore searched by itself. All numbers are seconds, since 1970 in UTC or on the local
 * clock. For one search by one thread.
 */
final class CronWalk {

    private static final long NEVER = CronRule.NEVER;

    /** Both the calendar and the laws of clock changes repeat themselves in that time. */
    private static final long FARTHEST = Duration.ofDays(146_097).toSeconds();

    private final CronRule rule;
    private final ZoneRules zone;
    private final Gap gap;
    private final Overlap overlap;
    private long searchedFrom = NEVER;
    private long found = NEVER;

    /**
     * A rule of every hour goes by the clock as it runs, whatever {@code gap} and {@code overlap} say: what the clock
     * leaves out has no instant, and what it shows twice has two.
     */
    CronWalk(CronRule rule, ZoneRules zone, Gap gap, Overlap overlap) {
        this.rule = rule;
        this.zone = zone;
        this.gap = rule.everyHour() ? Gap.SKIP : gap;
        this.overlap = rule.everyHour() ? Overlap.BOTH : overlap;
    }

    /** The first instant from {@code earliest} on; {@link CronRule#NEVER} when 400 years have none. */
    long next(long earliest) {
        ZoneOffsetTransition begin = zone.previousTransition(Instant.ofEpochSecond(earliest, 1));
        long from = earliest;
        while (true) {
            ZoneOffsetTransition end = zone.nextTransition(Instant.ofEpochSecond(from));
            long next = Math.min(nextOfGap(begin, from), nextOfPeriod(begin, end, from));
            if (next != NEVER || end == null || nothingAfter(end) || end.toEpochSecond() - earliest > FARTHEST) {
                return next;
            }
            begin = end;
            from = end.toEpochSecond();
        }
    }

    /** From the local times that the change at the beginning of the period left out. */
    private long nextOfGap(ZoneOffsetTransition begin, long from) {
        if (begin == null || !begin.isGap() || gap == Gap.SKIP) {
            return NEVER;
        }
        long change = begin.toEpochSecond();
        long firstValid = change + begin.getOffsetAfter().getTotalSeconds();
        int before = begin.getOffsetBefore().getTotalSeconds();
        if (gap == Gap.SHIFT) {
            long local = firstLocal(from + before);
            return local < firstValid ? local - before : NEVER;
        }
        return from == change && firstLocal(change + before) < firstValid ? change : NEVER;
    }

    private long nextOfPeriod(ZoneOffsetTransition begin, ZoneOffsetTransition end, long from) {
        int offset = zone.getOffset(Instant.ofEpochSecond(from)).getTotalSeconds();
        long start = from + offset;
        if (overlap == Overlap.FIRST && begin != null && begin.isOverlap()) {
            start = Math.max(
                    start, begin.toEpochSecond() + begin.getOffsetBefore().getTotalSeconds());
        }
        long until = NEVER;
        if (end != null) {
            boolean comesAgain = overlap == Overlap.SECOND && end.isOverlap();
            until = end.toEpochSecond() + (comesAgain ? end.getOffsetAfter().getTotalSeconds() : offset);
        }
        long local = firstLocal(start);
        return local < until ? local - offset : NEVER;
    }

    /** Rules are asked once for the long way to a rare date, not once for each period on it. */
    private long firstLocal(long from) {
        if (from < searchedFrom || from > found) {
            searchedFrom = from;
            found = rule.next(from);
        }
        return found;
    }

    private boolean nothingAfter(ZoneOffsetTransition end) {
        int least = Math.min(
                end.getOffsetBefore().getTotalSeconds(), end.getOffsetAfter().getTotalSeconds());
        return found == NEVER && searchedFrom <= end.toEpochSecond() + least;
    }
}
