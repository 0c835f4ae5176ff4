package carillon.job;

import java.util.List;

/**
 * The next firings of a job, or of a definition that is not stored.
 *
 * @param items earliest first
 * @param reading the schedule in plain English
 */
public record FiringList(List<JobFiring> items, String reading) {}
