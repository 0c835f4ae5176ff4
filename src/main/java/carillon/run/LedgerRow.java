package carillon.run;

import carillon.platform.Ids;
import java.time.Instant;
import java.util.UUID;

/**
 * A run's row as the ledger reads it.
 *
 * @param epoch 0 when a request wrote it
 * @param backfilled true when a backfill made it, or made it a run
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
        boolean backfilled) {

    /** True for the row of a scheduled instant, false for a triggered run. */
    boolean ofInstant() {
        return id.equals(Ids.ofRun(job, scheduledAt, 0));
    }
}
