package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a job's firing stands.
 *
 * @param version of the definition the cursor belongs to
 * @param next the earliest instant without a row; null when there is none
 * @param fired how many scheduled instants have a row
 * @param catchUp the catch-up that goes on at this cursor; null when none does
 * @param caughtUp how many runs the job's last catch-up has; changed by whoever cancels it
 */
public record Cursor(UUID job, long version, Instant next, long fired, Instant createdAt, UUID catchUp, int caughtUp) {

    /** A cursor at which no catch-up goes on. */
    public Cursor(UUID job, long version, Instant next, long fired, Instant createdAt) {
        this(job, version, next, fired, createdAt, null, 0);
    }
}
