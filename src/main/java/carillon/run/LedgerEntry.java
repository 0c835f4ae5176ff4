package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * A scheduled instant of a job and the row that accounts for it.
 *
 * @param account whether there is one
 * @param run id of the row; null when there is none
 * @param state null when there is no row
 * @param reason why it is skipped, cancelled or failed; else null
 * @param dueAt null when there is no row
 * @param finishedAt null until final
 */
public record LedgerEntry(
        UUID job,
        Instant scheduledAt,
        Account account,
        UUID run,
        RunState state,
        String reason,
        Instant dueAt,
        Instant finishedAt) {

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
        /** The two do not agree, and the definition alone cannot tell who is right: the time-zone database was changed. */
        unverified
    }

    static LedgerEntry of(UUID job, Instant at, Account account, LedgerRow row) {
        return row == null
                ? new LedgerEntry(job, at, account, null, null, null, null, null)
                : new LedgerEntry(job, at, account, row.id(), row.state(), row.reason(), row.dueAt(), row.finishedAt());
    }
}
