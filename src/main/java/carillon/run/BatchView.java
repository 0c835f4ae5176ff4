package carillon.run;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A catch-up or a backfill, and how far it is: its runs that are kept, counted by state.
 *
 * @param kind {@code catch-up} or {@code backfill}
 * @param state whether any of its runs is not final
 * @param from its first instant at the earliest
 * @param to before it lie its instants; null for a catch-up, which ends where the missed instants do
 * @param cancelledAt null unless it was cancelled
 * @param runs all of its runs that are kept
 */
public record BatchView(
        UUID id,
        UUID job,
        String kind,
        BatchState state,
        Instant from,
        Instant to,
        Instant createdAt,
        Instant cancelledAt,
        long runs,
        long scheduled,
        long active,
        long retrying,
        long succeeded,
        long failed,
        long cancelled,
        long skipped) {

    /** What kinds there are. */
    public static final List<String> KINDS = List.of("catch-up", "backfill");
}
