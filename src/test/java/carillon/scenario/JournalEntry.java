package carillon.scenario;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * One change that the database made, written down in its own transaction: of a run, of a member's standing, or of the
 * timer's lease.
 *
 * @param number grows; of one run, and of runs that one lock or the lease orders, in the order of their commits
 * @param at by the database's clock
 * @param before the state until then; null for a run that was fired or a member that was not there
 * @param after the state from then on; null for what was deleted
 * @param attemptBefore 0 for a run that was fired
 * @param member of a run's newest attempt, the member itself, or the owner of the lease; null for none
 * @param epoch of the timer that fired the run, or of the lease
 * @param outcome of the attempt that was listed last; null for none
 */
record JournalEntry(
        long number,
        Instant at,
        Kind kind,
        UUID run,
        UUID job,
        String tenant,
        String queue,
        String key,
        Instant scheduledAt,
        Instant dueAt,
        String before,
        String after,
        int attemptBefore,
        int attempt,
        UUID memberBefore,
        UUID member,
        long epoch,
        String reason,
        String outcome) {

    static final String ACTIVE = "active";
    static final String RETRYING = "retrying";
    static final String FAILED = "failed";
    static final String GONE = "gone";

    /** Reasons of a run that is not attempted again after a crash. */
    private static final Set<String> LEFT_BY_THE_DEAD = Set.of(HistoryAttempt.CRASHED, "held");

    /** What changed. */
    enum Kind {
        FIRED,
        CHANGED,
        DELETED,
        MEMBER,
        HEARTBEAT,
        LEASE
    }

    boolean isOfRun() {
        return kind == Kind.FIRED || kind == Kind.CHANGED || kind == Kind.DELETED;
    }

    /** An attempt began. */
    boolean isClaim() {
        return kind == Kind.CHANGED && ACTIVE.equals(after) && !ACTIVE.equals(before);
    }

    /** An attempt ended, however. */
    boolean endsAttempt() {
        return kind == Kind.CHANGED && ACTIVE.equals(before) && !ACTIVE.equals(after);
    }

    /** The timer took the run back from a member that was gone. */
    boolean isRescue() {
        return endsAttempt()
                && (RETRYING.equals(after) && HistoryAttempt.CRASHED.equals(outcome)
                        || FAILED.equals(after) && reason != null && LEFT_BY_THE_DEAD.contains(reason));
    }

    /** Its member wrote what became of the attempt. */
    boolean isFinish() {
        boolean handedBack = RETRYING.equals(after) && HistoryAttempt.HANDED_BACK.equals(outcome);
        return endsAttempt() && !isRescue() && !handedBack && !"cancelled".equals(after);
    }

    @Override
    public String toString() {
        String change = "#" + number + " " + at + " " + kind + " " + before + " -> " + after;
        return run == null
                ? change + " of member " + member + ", epoch " + epoch
                : change + " of run " + run + ", attempt " + attempt + " of member " + member + ", " + reason;
    }
}
