package carillon.queue.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.IllegalStateException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the application holds: valid until it is closed, or the container takes its connection away. */
public class QueueConnectionHandle implements QueueConnection {

    private volatile QueueManagedConnection connection;

    QueueConnectionHandle(QueueManagedConnection connection) {
        this.connection = connection;
    }

    @Override
    public Map<QueueLane, Offered> offer(Collection<QueueEntry> entries, int bound) throws ResourceException {
        if (bound < 1) {
            throw new IllegalArgumentException("A lane is kept to at least 1 id, not to " + bound + ".");
        }
        return call(queues -> queues.offer(entries, bound));
    }

    @Override
    public List<Long> sizes(List<QueueLane> lanes) throws ResourceException {
        return call(redis -> redis.sizes(lanes));
    }

    @Override
    public long remove(QueueLane lane, Collection<String> runIds) throws ResourceException {
        return call(queues -> queues.remove(lane, runIds));
    }

    @Override
    public void ping() throws ResourceException {
        call(QueueWriter::ping);
    }

    @Override
    public void close() {
        QueueManagedConnection open = connection;
        if (open != null) {
            connection = null;
            open.closed(this);
        }
    }

    void moveTo(QueueManagedConnection other) {
        connection = other;
    }

    QueueManagedConnection connection() {
        return connection;
    }

    private <T> T call(Function<QueueWriter, T> command) throws ResourceException {
        QueueManagedConnection open = connection;
        if (open == null) {
            throw new IllegalStateException("This queue connection is closed: get a new one from the factory.");
        }
        return open.call(command);
    }
}
