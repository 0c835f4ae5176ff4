package carillon.queue.connector;

import java.util.List;

/**
 * What a message endpoint implements to take run ids from the queues. One thread of the resource adapter calls it: first
 * {@link #demand}, then, when ids were there, {@link #deliver}.
 */
public interface RunListener {

    /**
     * How much the endpoint can take now, and from which queues. It may wait up to a second for a free place; an answer
     * of zero ids makes the adapter ask again.
     */
    Demand demand();

    /** Takes the ids that were popped, at most as many as were asked for; returns when it can be asked again. */
    void deliver(List<String> runIds);
}
