package carillon.job;

import java.time.Instant;

/**
 * One instant at which a job fires, as people are shown it.
 *
 * @param at the scheduled instant
 * @param dueAt when its run is due: later than {@code at} by the job's jitter
 * @param local {@code at} as the clock of the schedule's zone shows it, with its offset; UTC when it has no zone
 * @param note why the instant is unusual: {@code gap}, {@code overlap}, {@code calendar} (it was moved from another day),
 *     {@code blackout} (its run is held back, or skipped),
 *     {@code paused} (it does not come unless the job is resumed before); null when it is not
 */
public record JobFiring(Instant at, Instant dueAt, String local, String note) {}
