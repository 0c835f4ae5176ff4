package carillon.run;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * A scheduled instant of a job and the row that accounts for it; of a job that runs on all members one of its rows, first
 * of all one that is not final, then one that failed.
 *
 * @param account whether there is one
 * @param unverifiedReason null unless {@code account} is {@code unverified}
 * @param run id of the row; null when there is none
 * @param state null when there is no row
 * @param reason why it is skipped, cancelled or failed; else null
 * @param dueAt null when there is no row
 * @param finishedAt null until final
 * @param rows how many rows the instant has: one for each member, of a job that runs on all
 */
public record LedgerEntry(
        UUID job,
        Instant scheduledAt,
        Account account,
        Untold unverifiedReason,
        UUID run,
        RunState state,
        String reason,
        Instant dueAt,
        Instant finishedAt,
        int rows) {

    /** How an instant stands. Names are the contract's. */
    public enum Account {
        /** It has its row. */
        accounted,
        /** It is not yet fired. */
        pending,
        /** It should have a row and has none. */
        gap,
        /** It has a row, and the definition has no such instant. */
        unexpected,
        /** The definition alone cannot tell: see {@link Untold}. */
        unverified
    }

    /** Why the definition cannot tell. Names are the contract's. */
    public enum Untold {
        /** Row and definition do not agree, and the time-zone database was changed since: the timer may have been right. */
        zones,
        /** It takes too long to count whether {@code maxRuns} ends before the instant. */
        bound
    }

    static LedgerEntry of(UUID job, Instant at, Account account, List<LedgerRow> rows) {
        return of(job, at, account, null, rows);
    }

    static LedgerEntry unverified(UUID job, Instant at, Untold reason, List<LedgerRow> rows) {
        return of(job, at, Account.unverified, reason, rows);
    }

    private static LedgerEntry of(UUID job, Instant at, Account account, Untold untold, List<LedgerRow> rows) {
        if (rows.isEmpty()) {
            return new LedgerEntry(job, at, account, untold, null, null, null, null, null, 0);
        }
        LedgerRow row =
                rows.stream().min(Comparator.comparingInt(LedgerEntry::place)).orElseThrow();
        return new LedgerEntry(
                job,
                at,
                account,
                untold,
                row.id(),
                row.state(),
                row.reason(),
                row.dueAt(),
                row.finishedAt(),
                rows.size());
    }

    private static int place(LedgerRow row) {
        if (!row.state().isFinal()) {
            return 0;
        }
        return row.state() == RunState.failed ? 1 : 2;
    }
}
