package carillon.queue.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;

/** The connection factory that the container binds; its connections come from the container's pool. */
public class PooledQueueConnectionFactory implements QueueConnectionFactory {

    private final QueueManagedConnectionFactory connections;
    private final transient ConnectionManager pool;
    private Reference reference;

    PooledQueueConnectionFactory(QueueManagedConnectionFactory connections, ConnectionManager pool) {
        this.connections = connections;
        this.pool = pool;
    }

    @Override
    public QueueConnection connection() throws ResourceException {
        return (QueueConnection) pool.allocateConnection(connections, null);
    }

    @Override
    public void setReference(Reference reference) {
        this.reference = reference;
    }

    @Override
    public Reference getReference() {
        return reference;
    }
}
