package carillon.run;

import carillon.job.CronSchedule;
import carillon.job.Instants;
import carillon.job.IntervalSchedule;
import carillon.job.ReckonedCalendars;
import carillon.job.Reckoning;
import carillon.job.Zones;
import carillon.run.LedgerEntry.Account;
import carillon.run.LedgerEntry.Untold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Compares the instants that one job has by its definitions with the rows that there are, in a part of time. */
final class LedgerWalk {

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final LedgerJob job;
    private final LedgerRepository.Moment moment;
    private final LedgerBounds bounds;
    private final ReckonedCalendars calendars;
    private final Instant from;
    private final Instant to;
    private final boolean cut;

    /** Starts where the rows of the job are surely kept. */
    LedgerWalk(
            LedgerJob job,
            LedgerRepository.Moment moment,
            LedgerRange range,
            LedgerBounds bounds,
            ReckonedCalendars calendars) {
        this.job = job;
        this.moment = moment;
        this.bounds = bounds;
        this.calendars = calendars;
        Instant kept = job.keptFrom(moment.now());
        this.from = range.from().isBefore(kept) ? kept : range.from();
        this.to = range.to();
        boolean there = job.createdAt().isBefore(from) && job.createdAt().isBefore(to);
        this.cut = from.isAfter(range.from()) && there;
    }

    /** True when the job had an earlier part of the range, which may have been pruned. */
    boolean cuts() {
        return cut;
    }

    Instant from() {
        return from;
    }

    /** The instants by definition; when there are more than one call compares, more than that come back, but not all. */
    Expected expected() {
        int most = bounds.instants();
        TreeMap<Instant, Due> instants = new TreeMap<>();
        Instant reached = null;
        long work = 0;
        for (LedgerJob.Version version : job.versions()) {
            if (version.fires()
                    && !version.spent()
                    && !version.spec().schedule().followsEnd()
                    && instants.size() <= most) {
                Part part = part(version, reached == null ? to.minus(MICROSECOND) : reached, most - instants.size());
                part.instants().forEach(at -> instants.put(at, new Due(version, part.counted())));
                reached = part.reached() == null ? reached : part.reached();
                work += part.work();
            }
        }
        return new Expected(reached == null ? instants : new TreeMap<>(instants.headMap(reached, true)), reached, work);
    }

    /**
     * What a job should have.
     *
     * @param reached all of them up to this moment; null for the whole part of time
     */
    record Expected(TreeMap<Instant, Due> instants, Instant reached, long work) {

        Expected until(Instant end) {
            return new Expected(new TreeMap<>(instants.headMap(end, true)), null, work);
        }
    }

    /**
     * The version that an instant belongs to.
     *
     * @param counted false when it is not known whether the version's {@code maxRuns} ends before it
     */
    record Due(LedgerJob.Version version, boolean counted) {}

    /** What a version should have; all of it when {@code reached} is null. */
    private record Part(List<Instant> instants, Instant reached, boolean counted, long work) {

        static Part nothing(long work) {
            return new Part(List.of(), null, true, work);
        }
    }

    /**
     * How many more instants a version has by its {@code maxRuns}.
     *
     * @param counted false when that takes too long to count
     * @param work how much was looked at for it
     */
    private record Left(long instants, boolean counted, long work) {

        static final Left ALL = new Left(Long.MAX_VALUE, true, 0);
    }

    private Part part(LedgerJob.Version version, Instant last, int most) {
        Instant until = version.until() == null || last.isBefore(version.until()) ? last : version.until();
        if (!until.isAfter(version.after()) || until.isBefore(from)) {
            return Part.nothing(0);
        }
        Instant after = from.isAfter(version.after()) ? from.minus(MICROSECOND) : version.after();
        Left left = left(version, after, until);
        if (left.instants() == 0) {
            return Part.nothing(left.work());
        }
        if (version.calendars().isEmpty()) {
            List<Instant> instants = Instants.of(version.spec(), job.createdAt(), after, until, most);
            return new Part(
                    instants.stream().limit(left.instants()).toList(),
                    null,
                    left.counted(),
                    left.work() + instants.size());
        }
        Reckoning.Reckoned reckoned = reckoning(version).between(after, until, most, bounds.work());
        boolean whole =
                !reckoned.reached().isBefore(until) || reckoned.instants().size() >= left.instants();
        return new Part(
                reckoned.instants().stream().limit(left.instants()).toList(),
                whole ? null : reckoned.reached(),
                left.counted(),
                left.work() + reckoned.work());
    }

    private Reckoning reckoning(LedgerJob.Version version) {
        return new Reckoning(version.spec(), job.createdAt(), calendars, version.calendars());
    }

    /** After {@code after}, up to {@code until}; at least that. */
    private Left left(LedgerJob.Version version, Instant after, Instant until) {
        if (version.spec().maxRuns() == null) {
            return Left.ALL;
        }
        long left = Math.max(0, version.spec().maxRuns() - version.fired());
        boolean cron = version.spec().schedule() instanceof CronSchedule;
        if (cron && Duration.between(version.after(), until).toSeconds() < left) {
            // Cron rules have whole seconds: the bound is not reached.
            return Left.ALL;
        }
        Reckoning.Counted before = before(version, after, left);
        return before.whole()
                ? new Left(left - Math.min(left, before.instants()), true, before.work())
                : new Left(Long.MAX_VALUE, false, before.work());
    }

    /** Counts no farther than to {@code left}. */
    private Reckoning.Counted before(LedgerJob.Version version, Instant after, long left) {
        if (!version.calendars().isEmpty()) {
            return reckoning(version).count(version.after(), after, left, bounds.counted());
        }
        long most = Math.min(left, bounds.counted());
        OptionalLong before = Instants.count(version.spec(), job.createdAt(), version.after(), after, most);
        boolean arithmetic = version.spec().schedule() instanceof IntervalSchedule;
        long work = arithmetic ? 0 : before.orElse(most);
        return new Reckoning.Counted(before.orElse(left), before.isPresent() || left <= most, work);
    }

    /** Instants and rows together, in the order of time. */
    List<LedgerEntry> entries(Map<Instant, Due> expected, List<LedgerRow> rows) {
        Map<Instant, List<LedgerRow>> accounts = new HashMap<>();
        rows.stream().filter(LedgerRow::ofInstant).forEach(row -> accounts.computeIfAbsent(
                        row.scheduledAt(), at -> new ArrayList<>(1))
                .add(row));
        TreeMap<Instant, LedgerEntry> entries = new TreeMap<>();
        expected.forEach((at, due) -> {
            List<LedgerRow> its = accounts.getOrDefault(at, List.of());
            accounts.remove(at);
            entries.put(at, its.isEmpty() ? missing(at, due) : there(at, due, its));
        });
        accounts.values().stream()
                .filter(its -> !its.get(0).scheduledAt().isBefore(from))
                .filter(its -> !its.get(0).backfilled())
                .forEach(its -> surplus(its, entries));
        return new ArrayList<>(entries.values());
    }

    private LedgerEntry there(Instant at, Due due, List<LedgerRow> rows) {
        return due.counted()
                ? LedgerEntry.of(job.id(), at, Account.accounted, rows)
                : LedgerEntry.unverified(job.id(), at, Untold.bound, rows);
    }

    private LedgerEntry missing(Instant at, Due due) {
        boolean present = due.version().until() == null;
        boolean toCome = job.next() == null ? at.isAfter(moment.now()) : !at.isBefore(job.next());
        if (present && toCome) {
            return LedgerEntry.of(job.id(), at, Account.pending, List.of());
        }
        if (!due.counted()) {
            return LedgerEntry.unverified(job.id(), at, Untold.bound, List.of());
        }
        return untold(at, due.version())
                ? LedgerEntry.unverified(job.id(), at, Untold.zones, List.of())
                : LedgerEntry.of(job.id(), at, Account.gap, List.of());
    }

    /**
     * What was before the first known version is not told, and a backfill fills what the definition of its day has: for
     * times in which that did not count, such as those of a pause, its runs are beside the schedule.
     */
    private void surplus(List<LedgerRow> rows, Map<Instant, LedgerEntry> entries) {
        Instant at = rows.get(0).scheduledAt();
        job.versions().stream()
                .filter(version -> version.covers(at))
                .reduce((earlier, later) -> later)
                .ifPresent(version -> {
                    boolean follows =
                            version.fires() && version.spec().schedule().followsEnd();
                    boolean told = follows || !untold(at, version);
                    entries.put(
                            at,
                            told
                                    ? LedgerEntry.of(
                                            job.id(), at, follows ? Account.accounted : Account.unexpected, rows)
                                    : LedgerEntry.unverified(job.id(), at, Untold.zones, rows));
                });
    }

    /** True when the instant may have been computed with another time-zone database than this member's. */
    private boolean untold(Instant at, LedgerJob.Version version) {
        boolean other = !Zones.version().equals(moment.zones());
        boolean zoned = version.spec().schedule().dependsOnZoneData()
                || !version.calendars().isEmpty();
        return zoned
                && (other || at.isBefore(moment.zonesSince()) && version.after().isBefore(moment.zonesSince()));
    }
}
