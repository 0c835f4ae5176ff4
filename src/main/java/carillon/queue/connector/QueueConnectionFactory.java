package carillon.queue.connector;

import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import java.io.Serializable;

/** Where the application gets connections to the hand-off queues. */
public interface QueueConnectionFactory extends Serializable, Referenceable {

    QueueConnection connection() throws ResourceException;
}
