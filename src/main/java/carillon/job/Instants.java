package carillon.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Computes the instants of a definition a second time, otherwise than the timer does: intervals by arithmetic, cron rules
 * by {@link CronTimes}. {@code maxRuns} is not looked at, nor are calendars: see
 * {@link Reckoning}.
 */
public final class Instants {

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);
    private static final int AT_ONCE = 100_000;
    private static final Instant BEFORE_ALL = Instant.EPOCH.minusSeconds(1);

    private Instants() {}

    /**
     * The instants after {@code after} up to {@code until}, that one included, in order.
     *
     * @param spec a definition whose instants do not depend on its runs
     * @param most when there are more, {@code most + 1} come back
     */
    public static List<Instant> of(JobSpec spec, Instant createdAt, Instant after, Instant until, int most) {
        Instant anchor = spec.start() == null ? createdAt : spec.start();
        Instant from = later(after.plus(MICROSECOND), spec.start());
        Instant to = spec.end() == null || until.isBefore(spec.end())
                ? until
                : spec.end().minus(MICROSECOND);
        if (from.isAfter(to)) {
            return List.of();
        }
        if (spec.schedule() instanceof CronSchedule cron) {
            return cron.between(from, to, most).stream().limit(most + 1L).toList();
        }
        if (spec.schedule() instanceof IntervalSchedule interval) {
            return equalDistances(Moments.toMicros(anchor), interval.every(), from, to, most);
        }
        Optional<Instant> only = spec.schedule().next(BEFORE_ALL, anchor);
        return only.filter(at -> !at.isBefore(from) && !at.isAfter(to)).stream().toList();
    }

    /**
     * How many instants {@link #of} has; of an interval it is a division.
     *
     * @param most of others no more are counted
     * @return empty when there are more
     */
    public static OptionalLong count(JobSpec spec, Instant createdAt, Instant after, Instant until, long most) {
        if (spec.schedule() instanceof IntervalSchedule interval) {
            return OptionalLong.of(equalDistances(spec, createdAt, interval.every(), after, until));
        }
        long count = 0;
        Instant last = after;
        while (count <= most) {
            List<Instant> some = of(spec, createdAt, last, until, AT_ONCE);
            if (some.isEmpty()) {
                return OptionalLong.of(count);
            }
            count += some.size();
            last = some.get(some.size() - 1);
        }
        return OptionalLong.empty();
    }

    private static long equalDistances(JobSpec spec, Instant createdAt, Duration every, Instant after, Instant until) {
        Instant anchor = spec.start() == null ? createdAt : spec.start();
        Instant from = later(after.plus(MICROSECOND), anchor);
        Instant to = spec.end() == null || until.isBefore(spec.end())
                ? until
                : spec.end().minus(MICROSECOND);
        if (from.isAfter(to)) {
            return 0;
        }
        long distance = every.toNanos() / 1_000;
        long before = ChronoUnit.MICROS.between(Moments.toMicros(anchor), from) - 1;
        return Math.floorDiv(ChronoUnit.MICROS.between(Moments.toMicros(anchor), to), distance)
                - Math.floorDiv(before, distance);
    }

    private static List<Instant> equalDistances(Instant anchor, Duration every, Instant from, Instant to, int most) {
        long distance = every.toNanos() / 1_000;
        long gone = Math.max(0, ChronoUnit.MICROS.between(anchor, from));
        long number = (gone + distance - 1) / distance;
        List<Instant> instants = new ArrayList<>();
        for (Instant at = anchor.plus(number * distance, ChronoUnit.MICROS);
                !at.isAfter(to) && instants.size() <= most;
                at = anchor.plus(++number * distance, ChronoUnit.MICROS)) {
            instants.add(at);
        }
        return instants;
    }

    private static Instant later(Instant one, Instant other) {
        return other == null || one.isAfter(other) ? one : other;
    }
}
