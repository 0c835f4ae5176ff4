package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * How far a reader of the ledger has come.
 *
 * @param at the last instant of the job that was read; null when the job is done
 */
public record LedgerPosition(UUID job, Instant at) {

    static LedgerPosition after(UUID job) {
        return new LedgerPosition(job, null);
    }

    static LedgerPosition of(LedgerEntry last) {
        return new LedgerPosition(last.job(), last.scheduledAt());
    }

    /**
     * @throws IllegalArgumentException when {@link #text} did not give it
     */
    public static LedgerPosition of(String text) {
        int end = text.indexOf('|');
        try {
            return new LedgerPosition(
                    UUID.fromString(end < 0 ? text : text.substring(0, end)),
                    end < 0 ? null : Instant.parse(text.substring(end + 1)));
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("not a position", e);
        }
    }

    public String text() {
        return at == null ? job.toString() : job + "|" + at;
    }

    /** The largest id whose job is done. */
    UUID done() {
        return at == null ? job : before(job);
    }

    /** The largest id that is smaller. */
    static UUID before(UUID id) {
        long low = id.getLeastSignificantBits();
        return new UUID(low == 0 ? id.getMostSignificantBits() - 1 : id.getMostSignificantBits(), low - 1);
    }

    /** True when it lies inside that job's instants. */
    boolean inside(UUID one) {
        return at != null && job.equals(one);
    }
}
