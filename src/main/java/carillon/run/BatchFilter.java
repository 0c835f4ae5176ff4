package carillon.run;

import java.util.UUID;

/**
 * Which batches a list shows, newest first; a null leaves that criterion out.
 *
 * @param kind {@code catch-up} or {@code backfill}
 * @param after the last batch of the page before
 * @param limit 1 to 100
 */
public record BatchFilter(String tenant, UUID job, String kind, BatchState state, BatchPosition after, int limit) {}
