package carillon.job;

import java.time.Instant;

/**
 * A stored calendar.
 *
 * @param name unique in the tenant
 * @param version grows with each change of the definition
 */
public record Calendar(
        String tenant, String name, CalendarSpec definition, long version, Instant createdAt, Instant updatedAt) {}
