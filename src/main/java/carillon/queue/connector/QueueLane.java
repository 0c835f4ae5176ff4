package carillon.queue.connector;

import java.util.Objects;

/**
 * The runs of one tenant in one queue. Lanes take turns, by weight; within a lane the lowest score goes first.
 *
 * @param queue without a slash
 */
public record QueueLane(String queue, String tenant) {

    public QueueLane {
        Objects.requireNonNull(queue, "queue");
        Objects.requireNonNull(tenant, "tenant");
    }
}
