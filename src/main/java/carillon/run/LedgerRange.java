package carillon.run;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What the ledger is asked for.
 *
 * @param job null for all jobs of the tenant
 * @param from the first instant
 * @param to the first instant that is not asked for
 */
public record LedgerRange(String tenant, UUID job, Instant from, Instant to) {

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    /** The part after that instant. */
    LedgerRange after(Instant at) {
        return new LedgerRange(tenant, job, at.plus(MICROSECOND), to);
    }

    /** The part up to that instant, itself included. */
    LedgerRange until(Instant at) {
        return new LedgerRange(tenant, job, from, at.plus(MICROSECOND));
    }
}
