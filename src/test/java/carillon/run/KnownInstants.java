package carillon.run;

import carillon.job.CalendarShift;
import carillon.job.IntervalSchedule;
import carillon.job.JobSpec;
import carillon.job.OnceSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Keeps the list of a job's instants by itself: time goes by second by second, and each second is asked whether the job, as it
 * is then, has an instant. Nothing of what computes instants in the product is used.
 */
final class KnownInstants {

    private static final int LONGEST_SHIFT = 31;

    private final TreeSet<Instant> all = new TreeSet<>();
    private final Instant createdAt;
    private JobSpec spec;
    private LongPredicate seconds;
    private Excluded calendar = Excluded.NOTHING;
    private boolean active = true;
    private Instant pausedUntil;
    private boolean deleted;
    private Instant reached;

    /**
     * @param seconds for a cron rule, the seconds since 1970 that it has; null for an interval or a single instant
     */
    KnownInstants(JobSpec spec, LongPredicate seconds, Instant createdAt) {
        this.spec = spec;
        this.seconds = seconds;
        this.createdAt = createdAt;
        this.reached = createdAt;
    }

    /** Time has gone on to {@code now}. */
    void reach(Instant now) {
        for (Instant at = reached.plusSeconds(1); !at.isAfter(now); at = at.plusSeconds(1)) {
            if (pausedUntil != null && !at.isBefore(pausedUntil)) {
                active = true;
                pausedUntil = null;
            }
            if (active && !deleted && has(at)) {
                add(at);
            }
        }
        reached = now;
        missed();
    }

    /** A single instant that passed during a pause comes with its end. */
    private void missed() {
        boolean single = spec.schedule() instanceof OnceSchedule;
        if (single && active && !deleted && all.isEmpty()) {
            Instant only = ((OnceSchedule) spec.schedule()).at();
            if (!only.isAfter(reached)) {
                add(only);
            }
        }
    }

    private void add(Instant at) {
        if (spec.maxRuns() == null || all.size() < spec.maxRuns()) {
            all.add(at);
        }
    }

    private boolean has(Instant at) {
        if (spec.schedule() instanceof OnceSchedule once) {
            return all.isEmpty() && once.at().equals(at);
        }
        if (spec.end() != null && !at.isBefore(spec.end())) {
            return false;
        }
        if (!calendar.excludes(at) && rule(at)) {
            return true;
        }
        return calendar.shift() == CalendarShift.NEXT_DAY && !calendar.excludes(at) && movedHere(at);
    }

    private boolean movedHere(Instant at) {
        for (int days = 1; days <= LONGEST_SHIFT; days++) {
            Instant from = at.minus(Duration.ofDays(days));
            if (!calendar.excludes(from)) {
                return false;
            }
            if (rule(from)) {
                return true;
            }
        }
        return false;
    }

    private boolean rule(Instant at) {
        if (spec.start() != null && at.isBefore(spec.start())) {
            return false;
        }
        if (seconds != null) {
            return seconds.test(at.getEpochSecond());
        }
        Instant anchor = spec.start() == null ? createdAt : spec.start();
        long gone = Duration.between(anchor, at).toSeconds();
        long every = ((IntervalSchedule) spec.schedule()).every().toSeconds();
        return gone >= (spec.start() == null ? 1 : 0) && gone % every == 0;
    }

    void edit(JobSpec changed, LongPredicate changedSeconds) {
        spec = changed;
        seconds = changedSeconds;
        missed();
    }

    void calendar(Excluded changed) {
        calendar = changed;
    }

    void pause(Instant until) {
        active = false;
        pausedUntil = until;
    }

    void resume() {
        active = true;
        pausedUntil = null;
        missed();
    }

    /**
     * @param last up to there rows had been written ahead, which stay
     */
    void delete(Instant last) {
        if (active && last.isAfter(reached)) {
            reach(last);
        }
        deleted = true;
    }

    boolean active() {
        return active && !deleted;
    }

    boolean deleted() {
        return deleted;
    }

    JobSpec spec() {
        return spec;
    }

    LongPredicate seconds() {
        return seconds;
    }

    TreeSet<Instant> all() {
        return all;
    }

    /** What a calendar takes away, told apart from how the product does it. */
    record Excluded(LongPredicate seconds, CalendarShift shift) {

        static final Excluded NOTHING = new Excluded(second -> false, CalendarShift.NONE);

        boolean excludes(Instant at) {
            return seconds.test(at.getEpochSecond());
        }
    }
}
