package carillon.run;

import java.time.Instant;
import java.util.UUID;

/**
 * The newest run of a job that is due or past.
 *
 * @param finishedAt null while open
 */
public record LastRun(UUID id, RunState state, Instant scheduledAt, Instant finishedAt) {

    public boolean open() {
        return !state.isFinal();
    }
}
