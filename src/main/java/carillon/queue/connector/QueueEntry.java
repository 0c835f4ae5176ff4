package carillon.queue.connector;

import java.util.Objects;

/**
 * One due run on its way to a worker.
 *
 * @param lane where it waits
 * @param score lower goes first within the lane; a finite number
 */
public record QueueEntry(QueueLane lane, String runId, double score) {

    public QueueEntry {
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(runId, "runId");
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("The score of run " + runId + " is " + score + ", not a finite number.");
        }
    }
}
