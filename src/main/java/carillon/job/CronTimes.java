package carillon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the instants of a cron rule by looking at every hour of the clock on the wall and asking of each matching time
 * which instants it stands for: slower than {@link CronWalk}, which it checks, and without its reasoning.
 */
final class CronTimes {

    private static final long HOUR = 3_600;

    /** No change of a clock moves it farther. */
    private static final Duration FARTHEST_CHANGE = Duration.ofDays(2);

    private final CronRule rule;
    private final ZoneRules zone;
    private final Gap gap;
    private final Overlap overlap;

    CronTimes(CronRule rule, ZoneRules zone, Gap gap, Overlap overlap) {
        this.rule = rule;
        this.zone = zone;
        this.gap = gap;
        this.overlap = overlap;
    }

    /**
     * The instants from {@code from} to {@code until}, both included.
     *
     * @param most when there are more, more than that come back, but not all
     */
    SortedSet<Instant> between(Instant from, Instant until, int most) {
        Duration margin = largestChange(from, until);
        long first = local(from.minus(margin));
        long last = local(until.plus(margin));
        TreeSet<Instant> found = new TreeSet<>();
        for (long hour = Math.floorDiv(first, HOUR); hour * HOUR <= last && found.size() <= most; hour++) {
            rule.eachOfHour(hour, time -> instants(time).stream()
                    .filter(instant -> !instant.isBefore(from) && !instant.isAfter(until))
                    .forEach(found::add));
        }
        return found;
    }

    /** Local times that stand for instants of that time lie no farther from it. */
    private Duration largestChange(Instant from, Instant until) {
        Duration largest = Duration.ZERO;
        ZoneOffsetTransition change = zone.nextTransition(from.minus(FARTHEST_CHANGE));
        while (change != null && change.getInstant().isBefore(until.plus(FARTHEST_CHANGE))) {
            Duration length = change.getDuration().abs();
            largest = length.compareTo(largest) > 0 ? length : largest;
            change = zone.nextTransition(change.getInstant());
        }
        return largest;
    }

    private long local(Instant instant) {
        return instant.getEpochSecond() + zone.getOffset(instant).getTotalSeconds();
    }

    private List<Instant> instants(long time) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(time, 0, ZoneOffset.UTC);
        List<ZoneOffset> offsets = zone.getValidOffsets(local);
        if (offsets.size() == 2 && !rule.everyHour() && overlap != Overlap.BOTH) {
            return List.of(local.toInstant(offsets.get(overlap == Overlap.FIRST ? 0 : 1)));
        }
        if (!offsets.isEmpty() || rule.everyHour() || gap == Gap.SKIP) {
            return offsets.stream().map(local::toInstant).toList();
        }
        ZoneOffsetTransition change = zone.getTransition(local);
        return List.of(gap == Gap.NEXT_VALID ? change.getInstant() : local.toInstant(change.getOffsetBefore()));
    }
}
