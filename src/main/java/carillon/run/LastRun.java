package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * The newest run of a job that is due or past.
 *
 * @param id null, as are state and times, when none is
 * @param finishedAt null while open
 * @param open true while that run, or one fired ahead of its time, is not final
 */
public record LastRun(UUID id, RunState state, Instant scheduledAt, Instant finishedAt, boolean open) {}
