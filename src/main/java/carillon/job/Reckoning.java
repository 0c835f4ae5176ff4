package carillon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Computes a second time, otherwise than the timer does, what calendars leave of a rule's instants: those of the rule in free
 * time stay, and of those in excluded time each is tried on one day after the other. {@link FiringWalk} is not asked.
 *
 * <p>Time is gone through in pieces that have a bounded number of instants, so that any range takes bounded memory.
 */
public final class Reckoning {

    private static final Duration LONGEST_PIECE = Duration.ofDays(32);
    private static final Duration SHORTEST_PIECE = Duration.ofSeconds(1);
    private static final int MOST_OF_PIECE = 20_000;

    /** Of excluded time, looked at one by one, so many at once. */
    private static final int MOST_OF_BLOCK = 4_000;

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    /** Longer than any clock was ever moved. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(26);

    private final JobSpec spec;
    private final Instant createdAt;
    private final ReckonedTime time;
    private long work;

    /**
     * What was found.
     *
     * @param instants in order
     * @param reached they are all up to this moment, itself included
     * @param work how many instants of the rule and stretches of calendars were looked at
     */
    public record Reckoned(List<Instant> instants, Instant reached, long work) {}

    /**
     * @param spec must hold; its instants do not depend on its runs
     * @param createdAt what the rule counts from when the job has no start
     */
    public Reckoning(JobSpec spec, Instant createdAt, ReckonedCalendars known, List<CalendarSpec> calendars) {
        this.spec = spec;
        this.createdAt = createdAt;
        this.time = new ReckonedTime(calendars.stream().map(known::of).toList());
    }

    /**
     * The instants after {@code after} up to {@code until}, that one included; {@code maxRuns} is not looked at.
     *
     * @param most when there are more, it stops soon after so many
     * @param mostWork it stops soon after so much work, however few it has found
     */
    public Reckoned between(Instant after, Instant until, int most, long mostWork) {
        List<Instant> found = new ArrayList<>();
        Instant first = Moments.toMicros(after);
        Instant reached = first;
        Duration length = LONGEST_PIECE;
        work = 0;
        while (reached.isBefore(until) && found.size() <= most && (work <= mostWork || reached.equals(first))) {
            Instant end = earlier(until, Moments.toMicros(reached.plus(length)));
            boolean small = Duration.between(reached, end).compareTo(SHORTEST_PIECE) <= 0;
            Optional<TreeSet<Instant>> piece = piece(reached, end, small ? Integer.MAX_VALUE - 1 : MOST_OF_PIECE);
            if (piece.isPresent()) {
                found.addAll(piece.get());
                reached = end;
            }
            length = piece.isPresent() ? shorter(length.multipliedBy(2), LONGEST_PIECE) : length.dividedBy(2);
        }
        return new Reckoned(found, reached, work);
    }

    /**
     * How many instants were found.
     *
     * @param whole false when counting all of them takes too much work
     * @param work how many instants of the rule and stretches of calendars were looked at
     */
    public record Counted(long instants, boolean whole, long work) {}

    /**
     * How many instants there are.
     *
     * @param enough it need not count farther
     * @param mostWork it gives up after so much work
     */
    public Counted count(Instant after, Instant until, long enough, long mostWork) {
        long count = 0;
        long left = mostWork;
        Instant reached = after;
        while (count < enough && reached.isBefore(until)) {
            Reckoned some = between(reached, until, MOST_OF_PIECE, left);
            count += some.instants().size();
            left -= some.work();
            reached = some.reached();
            if (left < 0) {
                return new Counted(count, false, mostWork - left);
            }
        }
        return new Counted(count, true, mostWork - left);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Empty when it has more than {@code most}. */
    private Optional<TreeSet<Instant>> piece(Instant after, Instant until, int most) {
        TreeSet<Instant> found = new TreeSet<>();
        Instant from = after.plus(MICROSECOND);
        while (!from.isAfter(until)) {
            Instant end = time.end(from);
            if (time.free(from)) {
                Instant last = end.isAfter(until) ? until : end.minus(MICROSECOND);
                found.addAll(rule(from, last, most));
            }
            if (found.size() > most) {
                return Optional.empty();
            }
            from = end;
            work++;
        }
        if (time.shifts()) {
            Instant earliest =
                    after.minus(Duration.ofDays(ReckonedTime.FARTHEST_SHIFT)).minus(LONGEST_CHANGE);
            move(earliest, until, new Window(after, until), most, found);
        }
        return found.size() > most ? Optional.empty() : Optional.of(found);
    }

    private List<Instant> rule(Instant from, Instant until, int most) {
        List<Instant> instants = Instants.of(spec, createdAt, from.minus(MICROSECOND), until, most);
        work += instants.size();
        return instants;
    }

    /** Moves the instants of the rule in a block of time, or in its halves when it has many, and keeps those that end inside. */
    private void move(Instant begin, Instant end, Window window, int most, TreeSet<Instant> found) {
        if (found.size() > most || begin.isAfter(end) || !mayReach(begin, end, window)) {
            return;
        }
        List<Instant> instants = rule(begin, end, MOST_OF_BLOCK);
        if (instants.size() > MOST_OF_BLOCK) {
            Instant middle =
                    Moments.toMicros(begin.plus(Duration.between(begin, end).dividedBy(2)));
            move(begin, middle, window, most, found);
            move(middle.plus(MICROSECOND), end, window, most, found);
            return;
        }
        for (Instant at : instants) {
            time.moved(at)
                    .filter(moved -> window.has(moved) && (spec.end() == null || moved.isBefore(spec.end())))
                    .ifPresent(found::add);
        }
    }

    /**
     * False when no instant of the block moves into the window for sure: as a whole it gets free before it gets there, or finds
     * no free moment there, or does not get there at all. Without this, each instant of a month would be moved for each piece.
     */
    private boolean mayReach(Instant begin, Instant end, Window window) {
        List<ZoneId> zones = time.zones();
        for (int days = 0; days <= ReckonedTime.FARTHEST_SHIFT; days++) {
            Instant earliest = Instant.MAX;
            Instant latest = Instant.MIN;
            for (ZoneId zone : zones) {
                Instant first = begin.atZone(zone).plusDays(days).toInstant();
                Instant last = end.atZone(zone).plusDays(days).toInstant();
                Duration change = changes(zone, begin, end).plus(changes(zone, first, last));
                earliest = earlier(earliest, earlier(first, last).minus(change));
                latest = later(latest, later(first, last).plus(change));
            }
            work++;
            boolean reaches = days > 0 && window.overlaps(earliest, latest);
            if (reaches && !time.throughout(false, earliest, latest)) {
                return true;
            }
            if (earliest.isAfter(window.until()) || time.throughout(true, earliest, latest)) {
                return false;
            }
        }
        return false;
    }

    /** By how much the clock is changed in that time, or so near to it that local times of it may be meant. */
    private static Duration changes(ZoneId zone, Instant one, Instant other) {
        Instant begin = earlier(one, other);
        Instant end = later(one, other);
        Duration changes = Duration.ZERO;
        ZoneOffsetTransition change = zone.getRules().nextTransition(begin.minus(LONGEST_CHANGE));
        while (change != null && change.getInstant().isBefore(end.plus(LONGEST_CHANGE))) {
            Duration length = change.getDuration().abs();
            boolean near = !change.getInstant().plus(length).isBefore(begin)
                    && !change.getInstant().minus(length).isAfter(end);
            changes = near ? changes.plus(length) : changes;
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return changes;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private record Window(Instant after, Instant until) {

        boolean has(Instant at) {
            return at.isAfter(after) && !at.isAfter(until);
        }

        boolean overlaps(Instant begin, Instant end) {
            return end.isAfter(after) && !begin.isAfter(until);
        }
    }
}
