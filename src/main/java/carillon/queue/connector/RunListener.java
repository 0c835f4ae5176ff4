package carillon.queue.connector;

import java.util.List;

/**
 * What a message endpoint implements to take run ids from the queues.
 *
 * <p>A loop of the resource adapter calls {@link #demand}, then, on the same thread, exactly one {@link #deliver} if the
 * demand was above zero; an activation has {@link RunActivation#getWorks} such loops, so the endpoint is called by that
 * many threads at once. While Redis is away neither is called: do not take these calls for a sign of life.
 *
 * <p>Run without a transaction (bean-managed or {@code NOT_SUPPORTED}): {@code demand} may wait. What the endpoint throws
 * does not end the loop: the ids of that delivery go back to their queues, the loop backs off (100 ms to 2 s) and asks
 * again.
 */
public interface RunListener {

    /**
     * How much the endpoint can take now, and from which queues. It may wait up to a second for a free place; an answer
     * of zero ids makes the adapter ask again after 20 ms. Places may be reserved here: {@link #deliver} closes the
     * reservation, whatever was there, at the latest after half a second plus the socket timeout.
     */
    Demand demand();

    /**
     * Takes the ids that were popped, in the order of turns; returns when the loop can ask again.
     *
     * @param asked what {@link #demand} answered: {@code asked.ids() - runIds.size()} of its places stay free
     * @param runIds at most {@code asked.ids()}; empty when the queues were, or when Redis was lost meanwhile
     * @return those of the ids that cannot be taken now, and go back to where they were; never null
     */
    List<String> deliver(Demand asked, List<String> runIds);
}
