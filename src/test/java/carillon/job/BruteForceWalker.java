package carillon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Looks at every local time around a moment, one by one, and says what instants it stands for. */
final class BruteForceWalker {

    private final RandomRule rule;
    private final ZoneId zone;
    private final Gap gap;
    private final Overlap overlap;

    BruteForceWalker(RandomRule rule, ZoneId zone, Gap gap, Overlap overlap) {
        this.rule = rule;
        this.zone = zone;
        this.gap = gap;
        this.overlap = overlap;
    }

    /** The instants from {@code from} to {@code to}, both included, of local times that are whole {@code step}s. */
    List<Instant> instants(Instant from, Instant to, Duration step) {
        Duration margin = largestChange(from, to).plusMinutes(1);
        LocalDateTime local =
                LocalDateTime.ofInstant(from.minus(margin), zone).withSecond(0).withNano(0);
        LocalDateTime last = LocalDateTime.ofInstant(to.plus(margin), zone);
        TreeSet<Instant> found = new TreeSet<>();
        for (; !local.isAfter(last); local = local.plus(step)) {
            if (rule.matches(local)) {
                found.addAll(instants(local));
            }
        }
        return new ArrayList<>(found.subSet(from, true, to, true));
    }

    private Duration largestChange(Instant from, Instant to) {
        Duration largest = Duration.ZERO;
        Instant end = to.plus(Duration.ofDays(2));
        ZoneOffsetTransition change = zone.getRules().nextTransition(from.minus(Duration.ofDays(2)));
        for (;
                change != null && change.getInstant().isBefore(end);
                change = zone.getRules().nextTransition(change.getInstant())) {
            Duration length = change.getDuration().abs();
            largest = length.compareTo(largest) > 0 ? length : largest;
        }
        return largest;
    }

    private List<Instant> instants(LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        boolean realTime = rule.everyHour();
        if (offsets.size() == 1 || realTime || offsets.size() == 2 && overlap == Overlap.BOTH) {
            return offsets.stream().map(local::toInstant).toList();
        }
        if (offsets.size() == 2) {
            return List.of(local.toInstant(offsets.get(overlap == Overlap.FIRST ? 0 : 1)));
        }
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return switch (gap) {
            case SKIP -> List.of();
            case NEXT_VALID -> List.of(change.getDateTimeAfter().atZone(zone).toInstant());
            case SHIFT -> List.of(local.plus(change.getDuration()).toInstant(change.getOffsetAfter()));
        };
    }
}
