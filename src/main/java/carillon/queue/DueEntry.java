package carillon.queue;

import java.util.UUID;

/**
 * A due run that is to be handed to the workers.
 *
 * @param score lower goes first: priority band, then due time; a finite number
 */
public record DueEntry(String queue, UUID run, double score) {}
