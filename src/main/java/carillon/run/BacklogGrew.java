package carillon.run;

import java.util.Map;

/**
 * Runs were written by a request. Fired as a CDI event, before the commit if the request has a transaction.
 *
 * @param runs how many, by queue
 */
public record BacklogGrew(Map<String, Integer> runs) {}
