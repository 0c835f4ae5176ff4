package carillon.queue;

import carillon.platform.Lane;
import java.util.UUID;

/**
 * A due run that is to be handed to the workers.
 *
 * @param score lower goes first within its lane; a finite number
 */
public record DueEntry(Lane lane, UUID run, double score) {}
