package carillon.run;

import carillon.platform.Ids;
import carillon.platform.InvalidFieldsException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** Goes through the jobs of a range, a bounded number of jobs and instants at a call. */
final class LedgerComparison {

    /** Instants that one call compares. */
    private static final int MOST_INSTANTS = 100_000;

    /** Jobs that one call looks at. */
    private static final int MOST_JOBS = 20_000;

    private static final int JOBS_AT_ONCE = 500;
    private static final int INSTANTS_AT_ONCE = 5_000;
    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private final LedgerRepository.Snapshot tables;
    private final LedgerRepository.Moment moment;
    private final LedgerRange range;
    private final Map<LedgerJob, Expected> group = new LinkedHashMap<>();
    private int instants;
    private int jobs;

    LedgerComparison(LedgerRepository.Snapshot tables, LedgerRange range) {
        this.tables = tables;
        this.moment = tables.moment();
        this.range = range;
    }

    /**
     * @param after the job before the first; null for the beginning
     * @param taker takes the jobs one by one, and says whether it takes more
     * @return the last job that was compared, when there may be more of them; null at the end
     */
    UUID run(UUID after, Predicate<Ledger.Compared> taker) {
        UUID last = first(after);
        while (true) {
            List<LedgerJob> page =
                    tables.jobs(range.tenant(), last, range.job() == null ? LAST : range.job(), JOBS_AT_ONCE);
            for (LedgerJob job : page) {
                Expected expected = expected(job);
                boolean enough = instants + expected.instants().size() > MOST_INSTANTS || jobs >= MOST_JOBS;
                if (enough || grown()) {
                    if (!compare(taker) || enough) {
                        return last;
                    }
                }
                instants += expected.instants().size();
                jobs++;
                group.put(job, expected);
                last = job.id();
            }
            if (!compare(taker)) {
                return last;
            }
            if (page.size() < JOBS_AT_ONCE) {
                return null;
            }
        }
    }

    /** A single job is a range of ids as well, so that one plan serves both. */
    private UUID first(UUID after) {
        UUID before = range.job() == null ? FIRST : LedgerPosition.before(range.job());
        return after == null || Ids.BY_TIME.compare(after, before) < 0 ? before : after;
    }

    private Expected expected(LedgerJob job) {
        LedgerWalk walk = new LedgerWalk(job, moment, range);
        TreeMap<Instant, LedgerJob.Version> expected = walk.expected(MOST_INSTANTS);
        if (expected.size() > MOST_INSTANTS) {
            throw InvalidFieldsException.of(
                    "to",
                    "is too far from 'from': job " + job.id() + " has more than " + MOST_INSTANTS
                            + " instants in between; ask for a shorter range");
        }
        return new Expected(walk, expected);
    }

    private boolean grown() {
        return group.values().stream().mapToInt(one -> one.instants().size()).sum() > INSTANTS_AT_ONCE;
    }

    /** False when the taker has enough. */
    private boolean compare(Predicate<Ledger.Compared> taker) {
        if (group.isEmpty()) {
            return true;
        }
        List<UUID> ids = group.keySet().stream().map(LedgerJob::id).toList();
        Map<UUID, List<LedgerRow>> rows = tables.rows(ids, range.from(), range.to());
        for (Map.Entry<LedgerJob, Expected> one : group.entrySet()) {
            if (!taker.test(
                    compared(one.getValue(), rows.getOrDefault(one.getKey().id(), List.of())))) {
                return false;
            }
        }
        group.clear();
        return true;
    }

    private Ledger.Compared compared(Expected expected, List<LedgerRow> rows) {
        List<LedgerEntry> entries = expected.walk().entries(expected.instants(), rows);
        long followed = entries.stream()
                .filter(entry -> entry.account() == LedgerEntry.Account.accounted)
                .filter(entry -> !expected.instants().containsKey(entry.scheduledAt()))
                .count();
        return new Ledger.Compared(entries, rows, expected.walk().cuts(range), followed);
    }

    private record Expected(LedgerWalk walk, TreeMap<Instant, LedgerJob.Version> instants) {}
}
