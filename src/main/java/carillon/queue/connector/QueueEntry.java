package carillon.queue.connector;

import java.util.Objects;

/**
 * One due run on its way to a worker.
 *
 * @param score lower goes first: priority band, then due time; a finite number
 */
public record QueueEntry(String queue, String runId, double score) {

    public QueueEntry {
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(runId, "runId");
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("The score of run " + runId + " is " + score + ", not a finite number.");
        }
    }
}
