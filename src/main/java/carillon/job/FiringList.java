package carillon.job;

import java.time.Instant;
import java.util.List;

/**
 * The next firings of a job, or of a definition that is not stored.
 *
 * @param items earliest first
 * @param reading the schedule in plain English
 * @param reason why there are none; null when there are, and when the search ended before it had found one
 * @param lookedUntil where the search ended before it had found as many as asked for; null when it did not
 */
public record FiringList(List<JobFiring> items, String reading, String reason, Instant lookedUntil) {}
