package carillon.run;

import java.util.Map;

/**
 * Runs were written and committed that nobody counted before. Fired as a CDI event.
 *
 * @param runs how many, by queue
 */
public record BacklogGrew(Map<String, Integer> runs) {}
