package carillon.run;

import java.util.Set;

/**
 * A request is about to add runs to these queues. Fired as a CDI event before anything is written; who observes it may
 * refuse by an exception.
 *
 * @param runs how many, as far as is known
 */
public record BacklogGrows(Set<String> queues, int runs) {}
