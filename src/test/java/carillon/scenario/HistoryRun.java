package carillon.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A row of the run table, column by column.
 *
 * @param batch the catch-up it belongs to; null for none
 * @param earlier what the column attempts lists, in its order
 */
record HistoryRun(
        UUID id,
        UUID job,
        Instant scheduledAt,
        Instant dueAt,
        Instant firedAt,
        Instant claimedAt,
        Instant startedAt,
        Instant finishedAt,
        long epoch,
        String state,
        int attempt,
        int forgiven,
        int crashes,
        boolean dead,
        UUID member,
        String reason,
        String error,
        UUID batch,
        List<HistoryAttempt> earlier) {

    boolean succeeded() {
        return state.equals("succeeded");
    }

    boolean skippedFor(String why) {
        return state.equals("skipped") && why.equals(reason);
    }

    /** True when the newest attempt is told by the columns, and not listed yet. */
    boolean newestInColumns() {
        return attempt
                > (earlier.isEmpty() ? 0 : earlier.get(earlier.size() - 1).number());
    }

    /** Every attempt, oldest first. */
    List<HistoryAttempt> attempts() {
        List<HistoryAttempt> all = new ArrayList<>(earlier);
        if (newestInColumns()) {
            boolean crashed = state.equals(HistoryAttempt.FAILED) && HistoryAttempt.CRASHED.equals(reason);
            String outcome = crashed ? HistoryAttempt.CRASHED : state;
            all.add(new HistoryAttempt(attempt, member, outcome, claimedAt, finishedAt));
        }
        return all;
    }

    /** How many attempts ended like that. */
    long count(String outcome) {
        return attempts().stream().filter(one -> outcome.equals(one.outcome())).count();
    }

    @Override
    public String toString() {
        return "run " + id + " (job " + job + ", " + scheduledAt + ", " + state + ")";
    }
}
