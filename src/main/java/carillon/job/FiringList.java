package carillon.job;

import java.util.List;

/**
 * The next firings of a job, or of a definition that is not stored.
 *
 * @param items earliest first
 * @param reading the schedule in plain English
 * @param reason why there are none; null when there are
 */
public record FiringList(List<JobFiring> items, String reading, String reason) {}
