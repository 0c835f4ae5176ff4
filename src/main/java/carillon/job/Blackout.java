package carillon.job;

import java.time.Instant;

/**
 * A stored blackout.
 *
 * @param name unique in the cluster
 * @param active true while it holds, by the database's clock
 */
public record Blackout(String name, BlackoutSpec definition, boolean active, Instant createdAt, Instant updatedAt) {}
