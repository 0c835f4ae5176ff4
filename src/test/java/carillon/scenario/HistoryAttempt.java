package carillon.scenario;

import java.time.Instant;
import java.util.UUID;

/**
 * One attempt of a run as the database tells it.
 *
 * @param outcome as in the contract; the state of the run for the newest attempt
 * @param startedAt the claim's time for the newest attempt
 * @param finishedAt null while it goes on
 */
record HistoryAttempt(int number, UUID member, String outcome, Instant startedAt, Instant finishedAt) {

    static final String CRASHED = "crashed";
    static final String HANDED_BACK = "handed-back";
    static final String FAILED = "failed";

    /** Its target's host was away; of those in a row only the last is kept. */
    static final String POSTPONED = "postponed";
}
