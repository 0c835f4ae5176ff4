package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * What a backfill does, or would do.
 *
 * @param batch null when it makes no run
 * @param instants how many instants of the schedule it looked at
 * @param runs for so many of them it makes a run
 * @param existing so many have a run already, and keep it
 * @param first the first of the instants; null when there is none
 * @param last the last of the instants; null when there is none
 * @param next where to go on, since the limit ends it here; null when it came to the end of the range
 */
public record Backfilled(
        UUID batch, boolean dryRun, int instants, int runs, int existing, Instant first, Instant last, Instant next) {}
