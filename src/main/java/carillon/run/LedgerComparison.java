package carillon.run;

import carillon.job.ReckonedCalendars;
import carillon.job.UnknownJobException;
import carillon.platform.Ids;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Goes through the jobs of a range, a bounded number of jobs and instants at a call, which may end inside a job. */
final class LedgerComparison {

    /** Jobs that one call looks at. */
    private static final int MOST_JOBS = 20_000;

    private static final int JOBS_AT_ONCE = 500;
    private static final int INSTANTS_AT_ONCE = 5_000;

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private final LedgerRepository.Snapshot tables;
    private final LedgerRepository.Moment moment;
    private final LedgerRange range;
    private final LedgerBounds bounds;
    private final ReckonedCalendars calendars = new ReckonedCalendars();
    private final Map<LedgerJob, Expected> group = new LinkedHashMap<>();
    private int instants;
    private int jobs;
    private long work;

    LedgerComparison(LedgerRepository.Snapshot tables, LedgerRange range, LedgerBounds bounds) {
        this.tables = tables;
        this.moment = tables.moment();
        this.range = range;
        this.bounds = bounds;
    }

    /**
     * @param after how far an earlier call has come; null for the beginning
     * @param taker takes the jobs one by one, one with many instants in parts, and says whether it takes more
     * @return how far this call has come, when there may be more; null at the end
     * @throws UnknownJobException when the one job that is asked for is not there, not even as a deleted one
     */
    LedgerPosition run(LedgerPosition after, Predicate<Ledger.Compared> taker) {
        UUID last = first(after);
        while (true) {
            List<LedgerJob> page =
                    tables.jobs(range.tenant(), last, range.job() == null ? LAST : range.job(), JOBS_AT_ONCE);
            if (after == null && range.job() != null && page.isEmpty()) {
                throw new UnknownJobException(range.job());
            }
            for (LedgerJob job : page) {
                boolean begun = after != null && after.inside(job.id());
                Expected expected = expected(job, begun ? range.after(after.at()) : range);
                int its = expected.what().instants().size();
                boolean enough = instants > 0 && instants + its > bounds.instants()
                        || jobs >= MOST_JOBS
                        || jobs > 0 && work > bounds.work();
                boolean large = its > bounds.instants() || expected.what().reached() != null;
                if (enough || large || grown()) {
                    if (!compare(taker, range) || enough) {
                        return LedgerPosition.after(last);
                    }
                }
                if (large) {
                    return part(job, expected, taker);
                }
                instants += its;
                jobs++;
                group.put(job, expected);
                last = job.id();
                if (begun && !compare(taker, expected.range())) {
                    return LedgerPosition.after(last);
                }
            }
            if (!compare(taker, range)) {
                return LedgerPosition.after(last);
            }
            if (page.size() < JOBS_AT_ONCE) {
                return null;
            }
        }
    }

    /** A single job is a range of ids as well, so that one plan serves both. */
    private UUID first(LedgerPosition after) {
        UUID before = range.job() == null ? FIRST : LedgerPosition.before(range.job());
        return after == null || Ids.BY_TIME.compare(after.done(), before) < 0 ? before : after.done();
    }

    private Expected expected(LedgerJob job, LedgerRange its) {
        LedgerWalk walk = new LedgerWalk(job, moment, its, bounds, calendars);
        LedgerWalk.Expected what = walk.expected();
        work += what.work();
        return new Expected(its, walk, what);
    }

    /** The first part of a job that has too many instants, or whose instants take long to find. */
    private LedgerPosition part(LedgerJob job, Expected whole, Predicate<Ledger.Compared> taker) {
        Instant end = whole.what().instants().keySet().stream()
                .skip(bounds.instants() - 1L)
                .findFirst()
                .orElse(whole.what().reached());
        Expected part =
                whole.until(end, new LedgerWalk(job, moment, whole.range().until(end), bounds, calendars));
        group.put(job, part);
        compare(taker, part.range());
        return new LedgerPosition(job.id(), end);
    }

    private boolean grown() {
        return group.values().stream()
                        .mapToInt(one -> one.what().instants().size())
                        .sum()
                > INSTANTS_AT_ONCE;
    }

    /** False when the taker has enough. */
    private boolean compare(Predicate<Ledger.Compared> taker, LedgerRange its) {
        if (group.isEmpty()) {
            return true;
        }
        List<UUID> ids = group.keySet().stream().map(LedgerJob::id).toList();
        Map<UUID, List<LedgerRow>> rows = tables.rows(ids, its.from(), its.to());
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
        List<LedgerEntry> entries = expected.walk().entries(expected.what().instants(), rows);
        long followed = entries.stream()
                .filter(entry -> entry.account() == LedgerEntry.Account.accounted)
                .filter(entry -> !expected.what().instants().containsKey(entry.scheduledAt()))
                .count();
        return new Ledger.Compared(entries, rows, expected.walk().cuts(), followed);
    }

    /** What is expected of a job in a part of the range. */
    private record Expected(LedgerRange range, LedgerWalk walk, LedgerWalk.Expected what) {

        Expected until(Instant end, LedgerWalk its) {
            return new Expected(range.until(end), its, what.until(end));
        }
    }
}
