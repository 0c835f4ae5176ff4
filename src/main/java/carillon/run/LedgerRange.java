package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * What the ledger is asked for.
 *
 * @param job null for all jobs of the tenant
 * @param from the first instant
 * @param to the first instant that is not asked for
 */
public record LedgerRange(String tenant, UUID job, Instant from, Instant to) {}
