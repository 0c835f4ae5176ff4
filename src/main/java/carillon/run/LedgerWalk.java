package carillon.run;

import carillon.job.CronSchedule;
import carillon.job.Instants;
import carillon.job.ReckonedCalendars;
import carillon.job.Reckoning;
import carillon.job.Zones;
import carillon.platform.InvalidFieldsException;
import carillon.run.LedgerEntry.Account;
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

    /** How many instants of a rule without arithmetic are looked at to find where its {@code maxRuns} ends. */
    private static final long MOST_COUNTED = 20_000_000;

    /** Instants and stretches of calendars that are looked at in one part of a job. */
    private static final long MOST_WORK = 2_000_000;

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final LedgerJob job;
    private final LedgerRepository.Moment moment;
    private final ReckonedCalendars calendars;
    private final Instant from;
    private final Instant to;
    private final boolean cut;

    /** Starts where the rows of the job are surely kept. */
    LedgerWalk(LedgerJob job, LedgerRepository.Moment moment, LedgerRange range, ReckonedCalendars calendars) {
        this.job = job;
        this.moment = moment;
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

    /**
     * The instants by definition, each with the version it belongs to.
     *
     * @param most when there are more, more than that come back, but not all
     */
    Expected expected(int most) {
        TreeMap<Instant, LedgerJob.Version> instants = new TreeMap<>();
        Instant reached = null;
        long work = 0;
        for (LedgerJob.Version version : job.versions()) {
            if (version.fires()
                    && !version.spent()
                    && !version.spec().schedule().followsEnd()
                    && instants.size() <= most) {
                Part part = part(version, reached == null ? to.minus(MICROSECOND) : reached, most - instants.size());
                part.instants().forEach(at -> instants.put(at, version));
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
    record Expected(TreeMap<Instant, LedgerJob.Version> instants, Instant reached, long work) {

        Expected until(Instant end) {
            return new Expected(new TreeMap<>(instants.headMap(end, true)), null, work);
        }
    }

    /** What a version should have; all of it when {@code reached} is null. */
    private record Part(List<Instant> instants, Instant reached, long work) {

        static final Part NOTHING = new Part(List.of(), null, 0);
    }

    private Part part(LedgerJob.Version version, Instant last, int most) {
        Instant until = version.until() == null || last.isBefore(version.until()) ? last : version.until();
        if (!until.isAfter(version.after()) || until.isBefore(from)) {
            return Part.NOTHING;
        }
        Instant after = from.isAfter(version.after()) ? from.minus(MICROSECOND) : version.after();
        long left = left(version, after, until);
        if (left == 0) {
            return Part.NOTHING;
        }
        if (version.calendars().isEmpty()) {
            List<Instant> instants = Instants.of(version.spec(), job.createdAt(), after, until, most);
            return new Part(instants.stream().limit(left).toList(), null, instants.size());
        }
        Reckoning.Reckoned reckoned = reckoning(version).between(after, until, most, MOST_WORK);
        boolean whole =
                !reckoned.reached().isBefore(until) || reckoned.instants().size() >= left;
        return new Part(
                reckoned.instants().stream().limit(left).toList(), whole ? null : reckoned.reached(), reckoned.work());
    }

    private Reckoning reckoning(LedgerJob.Version version) {
        return new Reckoning(version.spec(), job.createdAt(), calendars, version.calendars());
    }

    /** How many more instants {@code maxRuns} lets the version have after {@code after}, up to {@code until}; at least that. */
    private long left(LedgerJob.Version version, Instant after, Instant until) {
        if (version.spec().maxRuns() == null) {
            return Long.MAX_VALUE;
        }
        long left = Math.max(0, version.spec().maxRuns() - version.fired());
        boolean cron = version.spec().schedule() instanceof CronSchedule;
        if (cron && Duration.between(version.after(), until).toSeconds() < left) {
            // Cron rules have whole seconds: the bound is not reached.
            return Long.MAX_VALUE;
        }
        OptionalLong before = before(version, after, left);
        if (before.isEmpty()) {
            throw InvalidFieldsException.of(
                    "job",
                    "has a version with maxRuns and more than 20 million instants since " + version.after()
                            + ": its instants are not counted that far");
        }
        return left - Math.min(left, before.getAsLong());
    }

    /** Empty when that cannot be counted; {@code left} when it is so many or more. */
    private OptionalLong before(LedgerJob.Version version, Instant after, long left) {
        if (!version.calendars().isEmpty()) {
            return reckoning(version).count(version.after(), after, left, MOST_COUNTED);
        }
        OptionalLong before =
                Instants.count(version.spec(), job.createdAt(), version.after(), after, Math.min(left, MOST_COUNTED));
        return before.isEmpty() && left <= MOST_COUNTED ? OptionalLong.of(left) : before;
    }

    /** Instants and rows together, in the order of time. */
    List<LedgerEntry> entries(Map<Instant, LedgerJob.Version> expected, List<LedgerRow> rows) {
        Map<Instant, List<LedgerRow>> accounts = new HashMap<>();
        rows.stream().filter(LedgerRow::ofInstant).forEach(row -> accounts.computeIfAbsent(
                        row.scheduledAt(), at -> new ArrayList<>(1))
                .add(row));
        TreeMap<Instant, LedgerEntry> entries = new TreeMap<>();
        expected.forEach((at, version) -> {
            List<LedgerRow> its = accounts.getOrDefault(at, List.of());
            accounts.remove(at);
            Account account = its.isEmpty() ? missing(at, version) : Account.accounted;
            entries.put(at, LedgerEntry.of(job.id(), at, account, its));
        });
        accounts.values().stream()
                .filter(its -> !its.get(0).scheduledAt().isBefore(from))
                .filter(its -> !its.get(0).backfilled())
                .forEach(its -> surplus(its, entries));
        return new ArrayList<>(entries.values());
    }

    private Account missing(Instant at, LedgerJob.Version version) {
        boolean present = version.until() == null;
        boolean toCome = job.next() == null ? at.isAfter(moment.now()) : !at.isBefore(job.next());
        if (present && toCome) {
            return Account.pending;
        }
        return untold(at, version) ? Account.unverified : Account.gap;
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
                    Account account = untold(at, version) ? Account.unverified : Account.unexpected;
                    entries.put(at, LedgerEntry.of(job.id(), at, follows ? Account.accounted : account, rows));
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
