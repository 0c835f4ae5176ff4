package carillon.scenario;

import java.time.Instant;
import java.util.UUID;

/**
 * One attempt as its target saw it.
 *
 * @param began when the call came, by this machine's clock, which is the database's too
 * @param status what it was answered
 */
record Call(UUID run, int attempt, Instant began, int status) {

    /** The target goes on by itself: nothing is done yet. */
    static final int TAKEN_OVER = 202;

    boolean isDone() {
        return status / 100 == 2 && status != TAKEN_OVER;
    }
}
