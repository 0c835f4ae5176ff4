package carillon.queue.connector;

import jakarta.resource.ResourceException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A pooled handle to the hand-off queues. Not thread-safe; close it after use. Every call is one round trip. */
public interface QueueConnection extends AutoCloseable {

    /**
     * Adds the entries, each queue kept to its {@code bound} best by score. Adding an id that is there already only
     * sets its score.
     *
     * @return for each queue touched, how many ids it holds now and how many were left out or pushed out by the bound
     */
    Map<String, Offered> offer(Collection<QueueEntry> entries, int bound) throws ResourceException;

    /** How many ids each of the queues holds, in the order asked. */
    List<Long> sizes(List<String> queues) throws ResourceException;

    /** Removes ids from a queue; returns how many were there. */
    long remove(String queue, Collection<String> runIds) throws ResourceException;

    @Override
    void close();

    /**
     * @param size ids in the queue after the offer
     * @param left ids that did not fit and are not in the queue
     */
    record Offered(long size, long left) {}
}
