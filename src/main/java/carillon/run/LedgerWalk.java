package carillon.run;

import carillon.job.CronSchedule;
import carillon.job.FiringWalk;
import carillon.job.Instants;
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

    /** How many instants of a rule without arithmetic are counted to find where its {@code maxRuns} ends. */
    private static final long MOST_COUNTED = 20_000_000;

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    private final LedgerJob job;
    private final LedgerRepository.Moment moment;
    private final Instant from;
    private final Instant to;
    private final boolean cut;

    /** Starts where the rows of the job are surely kept. */
    LedgerWalk(LedgerJob job, LedgerRepository.Moment moment, LedgerRange range) {
        this.job = job;
        this.moment = moment;
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
    TreeMap<Instant, LedgerJob.Version> expected(int most) {
        TreeMap<Instant, LedgerJob.Version> expected = new TreeMap<>();
        for (LedgerJob.Version version : job.versions()) {
            if (version.fires()
                    && !version.spent()
                    && !version.spec().schedule().followsEnd()) {
                instants(version, most - expected.size()).forEach(at -> expected.put(at, version));
            }
        }
        return expected;
    }

    private List<Instant> instants(LedgerJob.Version version, int most) {
        Instant last = to.minus(MICROSECOND);
        Instant until = version.until() == null || last.isBefore(version.until()) ? last : version.until();
        if (!until.isAfter(version.after()) || until.isBefore(from) || most < 0) {
            return List.of();
        }
        Instant after = from.isAfter(version.after()) ? from.minus(MICROSECOND) : version.after();
        FiringWalk walk = new FiringWalk(job.id(), version.spec(), job.createdAt(), version.calendars());
        List<Instant> instants = Instants.of(walk, after, until, most);
        return instants.stream().limit(left(version, walk, after, until)).toList();
    }

    /** How many more instants {@code maxRuns} lets the version have after {@code after}, up to {@code until}; at least that. */
    private static long left(LedgerJob.Version version, FiringWalk walk, Instant after, Instant until) {
        if (version.spec().maxRuns() == null) {
            return Long.MAX_VALUE;
        }
        long left = Math.max(0, version.spec().maxRuns() - version.fired());
        boolean cron = version.spec().schedule() instanceof CronSchedule;
        if (cron && Duration.between(version.after(), until).toSeconds() < left) {
            // Cron rules have whole seconds: the bound is not reached.
            return Long.MAX_VALUE;
        }
        OptionalLong before = Instants.count(walk, version.after(), after, Math.min(left, MOST_COUNTED));
        if (before.isEmpty() && left > MOST_COUNTED) {
            throw InvalidFieldsException.of(
                    "job",
                    "has a version with maxRuns and more than 20 million instants since " + version.after()
                            + ": its instants are not counted that far");
        }
        return left - Math.min(left, before.orElse(left));
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
                || !version.calendars().none();
        return zoned
                && (other || at.isBefore(moment.zonesSince()) && version.after().isBefore(moment.zonesSince()));
    }
}
