package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a job's firing stands.
 *
 * @param version of the definition the cursor belongs to
 * @param next the earliest instant without a row
 * @param fired how many scheduled instants have a row
 */
public record Cursor(UUID job, long version, Instant next, long fired, Instant createdAt) {}
