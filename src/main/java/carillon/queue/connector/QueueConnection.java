package carillon.queue.connector;

import jakarta.resource.ResourceException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A pooled handle to the hand-off queues. Not thread-safe; close it after use. Every call is one round trip, and no call
 * takes part in a transaction.
 *
 * <p>Every call throws a {@link ResourceException} when Redis cannot be reached (after the connect timeout, 1 s, or the
 * socket timeout, 2 s), refuses the command, or when the handle is closed. Calls may be repeated without harm.
 */
public interface QueueConnection extends AutoCloseable {

    /**
     * Adds the entries, each lane kept to its {@code bound} best by score. Adding an id that is there already only
     * sets its score.
     *
     * @param bound at least 1
     * @return for each lane touched, how many ids it holds now and how many were left out or pushed out by the bound
     */
    Map<QueueLane, Offered> offer(Collection<QueueEntry> entries, int bound) throws ResourceException;

    /** How many ids each of the lanes holds, in the order asked. */
    List<Long> sizes(List<QueueLane> lanes) throws ResourceException;

    /** Removes ids from a lane; returns how many were there. */
    long remove(QueueLane lane, Collection<String> runIds) throws ResourceException;

    /** Returns when Redis has answered. */
    void ping() throws ResourceException;

    @Override
    void close();

    /**
     * @param size ids in the lane after the offer
     * @param left ids that did not fit and are not in the lane
     */
    record Offered(long size, long left) {}
}
