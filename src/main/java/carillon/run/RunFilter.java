package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * Which runs a list shows, newest scheduled instant first; a null leaves that criterion out.
 *
 * @param batch the catch-up or backfill it belongs to
 * @param since scheduled at or after it
 * @param until scheduled before it
 * @param text found in the job's name or the error, whatever its case
 * @param before the last run of the page before
 * @param limit 1 to 100
 */
public record RunFilter(
        String tenant,
        UUID job,
        RunState state,
        String queue,
        String member,
        UUID batch,
        Instant since,
        Instant until,
        String text,
        UUID before,
        int limit) {}
