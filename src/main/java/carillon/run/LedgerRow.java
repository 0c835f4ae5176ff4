package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * A run's row as the ledger reads it.
 *
 * @param epoch 0 when a request wrote it
 * @param backfilled true when a backfill made it, or made it a run
 * @param target name of the only member that may perform it; empty for any
 */
record LedgerRow(
        UUID job,
        UUID id,
        Instant scheduledAt,
        RunState state,
        String reason,
        Instant dueAt,
        Instant finishedAt,
        long epoch,
        boolean backfilled,
        String target) {

    /** True for the row of a scheduled instant, false for a triggered run. */
    boolean ofInstant() {
        return RunTarget.ofInstant(id, job, scheduledAt, target);
    }
}
