package carillon.queue.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Makes the outbound connections that the container pools. Its properties, those of a connector connection pool, win
 * over the resource adapter's. A caller's Subject is not looked at: the settings hold the one identity.
 */
@ConnectionDefinition(
        connectionFactory = QueueConnectionFactory.class,
        connectionFactoryImpl = PooledQueueConnectionFactory.class,
        connection = QueueConnection.class,
        connectionImpl = QueueConnectionHandle.class)
public class QueueManagedConnectionFactory extends RedisProperties
        implements ManagedConnectionFactory, ValidatingManagedConnectionFactory, ResourceAdapterAssociation {

    private transient CarillonQueueAdapter adapter;
    private transient PrintWriter logWriter;

    @Override
    public Object createConnectionFactory(ConnectionManager pool) {
        return new PooledQueueConnectionFactory(this, pool);
    }

    /** Without a container: each connection is opened when asked for and closed with its handle. */
    @Override
    public Object createConnectionFactory() {
        return createConnectionFactory(new UnpooledConnections());
    }

    @Override
    public ManagedConnection createManagedConnection(Subject subject, ConnectionRequestInfo request)
            throws ResourceException {
        RedisSettings settings = settings();
        try {
            return new QueueManagedConnection(this, new RedisConnector(settings));
        } catch (JedisException unreachable) {
            throw new CommException(
                    "Redis at " + settings.address() + " gives no connection: " + Causes.of(unreachable), unreachable);
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public ManagedConnection matchManagedConnections(Set candidates, Subject subject, ConnectionRequestInfo request) {
        List<QueueManagedConnection> ours = ours(candidates);
        return ours.isEmpty() ? null : ours.get(0);
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Set getInvalidConnections(Set candidates) {
        Set<ManagedConnection> invalid = new HashSet<>();
        for (QueueManagedConnection each : ours(candidates)) {
            if (!each.answers()) {
                invalid.add(each);
            }
        }
        return invalid;
    }

    private List<QueueManagedConnection> ours(Set<?> candidates) {
        List<QueueManagedConnection> ours = new ArrayList<>();
        for (Object candidate : candidates) {
            if (candidate instanceof QueueManagedConnection && ((QueueManagedConnection) candidate).isOf(this)) {
                ours.add((QueueManagedConnection) candidate);
            }
        }
        return ours;
    }

    private RedisSettings settings() throws InvalidPropertyException {
        List<Map<RedisSetting, String>> layers = new ArrayList<>();
        layers.add(given());
        if (adapter != null) {
            layers.add(adapter.given());
        }
        layers.addAll(RedisSettings.surroundings());
        try {
            return RedisSettings.of(layers);
        } catch (IllegalArgumentException bad) {
            throw new InvalidPropertyException(bad.getMessage(), bad);
        }
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        if (!(adapter instanceof CarillonQueueAdapter)) {
            throw new InvalidPropertyException("A CarillonQueueAdapter is needed, not " + adapter);
        }
        this.adapter = (CarillonQueueAdapter) adapter;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    /** Kept as the contract wants it; nothing is written there, java.util.logging is used. */
    @Override
    public void setLogWriter(PrintWriter logWriter) {
        this.logWriter = logWriter;
    }
}
