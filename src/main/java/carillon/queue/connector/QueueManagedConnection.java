package carillon.queue.connector;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.EISSystemException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** One outbound connection to Redis, as the container's pool holds it. */
final class QueueManagedConnection implements ManagedConnection {

    /** Error replies that come from the server's part in its cluster: another connection may find another server. */
    private static final Set<String> WRONG_SERVER =
            Set.of("READONLY", "LOADING", "MASTERDOWN", "NOAUTH", "CLUSTERDOWN", "MOVED", "ASK");

    private final QueueManagedConnectionFactory factory;
    private final RedisConnector connector;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private final List<QueueConnectionHandle> handles = new CopyOnWriteArrayList<>();
    private PrintWriter logWriter;
    private QueueWriter queues;
    private boolean answeredSinceTaken;

    QueueManagedConnection(QueueManagedConnectionFactory factory, RedisConnector connector) {
        this.factory = factory;
        this.connector = connector;
        this.queues = open();
    }

    <T> T call(Function<QueueWriter, T> command) throws ResourceException {
        try {
            T answer = answer(command);
            answeredSinceTaken = true;
            return answer;
        } catch (JedisDataException refusal) {
            throw refused(refusal);
        } catch (JedisException broken) {
            throw broken(broken);
        }
    }

    /**
     * A connection that lay in the pool while Redis was restarted fails at its first command: that one is repeated on a
     * new connection, once. Not after a timeout, which would make the caller wait twice.
     */
    private <T> T answer(Function<QueueWriter, T> command) {
        try {
            return command.apply(queues);
        } catch (JedisConnectionException gone) {
            if (answeredSinceTaken || Causes.deepest(gone) instanceof SocketTimeoutException) {
                throw gone;
            }
            RedisConnector.close(queues.redis());
            queues = open();
            return command.apply(queues);
        }
    }

    private QueueWriter open() {
        Jedis redis = connector.connect("carillon-out", Duration.ZERO);
        return new QueueWriter(redis, new QueueKeys(connector.settings().prefix()));
    }

    private ResourceException refused(JedisDataException refusal) {
        String message = String.valueOf(refusal.getMessage());
        ResourceException failure = new EISSystemException(
                "Redis at " + connector.settings().address() + " refused the command: " + message, refusal);
        if (WRONG_SERVER.contains(message.split(" ", 2)[0])) {
            giveUp(failure);
        }
        return failure;
    }

    private ResourceException broken(JedisException cause) {
        ResourceException failure = new CommException(
                "Redis at " + connector.settings().address() + " does not answer: " + Causes.of(cause), cause);
        giveUp(failure);
        return failure;
    }

    /** Makes the pool throw this connection away. */
    private void giveUp(ResourceException failure) {
        dropHandles();
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED, failure);
        tell(listener -> listener.connectionErrorOccurred(event));
    }

    void closed(QueueConnectionHandle handle) {
        handles.remove(handle);
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
        event.setConnectionHandle(handle);
        tell(listener -> listener.connectionClosed(event));
    }

    boolean isOf(QueueManagedConnectionFactory other) {
        return factory.equals(other);
    }

    boolean answers() {
        try {
            queues.ping();
            return true;
        } catch (JedisException broken) {
            return false;
        }
    }

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo request) {
        QueueConnectionHandle handle = new QueueConnectionHandle(this);
        handles.add(handle);
        answeredSinceTaken = false;
        return handle;
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        if (!(connection instanceof QueueConnectionHandle)) {
            throw new ResourceException("Not a handle of this resource adapter: " + connection);
        }
        QueueConnectionHandle handle = (QueueConnectionHandle) connection;
        if (handle.connection() != null) {
            handle.connection().handles.remove(handle);
        }
        handle.moveTo(this);
        handles.add(handle);
    }

    @Override
    public void cleanup() {
        dropHandles();
    }

    @Override
    public void destroy() {
        dropHandles();
        RedisConnector.close(queues.redis());
    }

    private void dropHandles() {
        handles.forEach(handle -> handle.moveTo(null));
        handles.clear();
    }

    private void tell(Consumer<ConnectionEventListener> news) {
        listeners.forEach(news);
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("The hand-off takes no part in transactions.");
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        throw new NotSupportedException("The hand-off takes no part in transactions.");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() {
        return new RedisMetaData(queues.redis(), connector.settings());
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(PrintWriter logWriter) {
        this.logWriter = logWriter;
    }
}
