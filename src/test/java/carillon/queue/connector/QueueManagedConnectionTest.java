package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract between the adapter and the container's pool. */
class QueueManagedConnectionTest {

    private static LocalRedis redis;
    private final Events events = new Events();
    private QueueManagedConnectionFactory connections;
    private ManagedConnection connection;

    @BeforeAll
    static void startRedis() {
        redis = LocalRedis.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void connect() throws ResourceException {
        CarillonQueueAdapter adapter = new CarillonQueueAdapter();
        adapter.setHost("localhost");
        adapter.setPort(redis.port());
        connections = new QueueManagedConnectionFactory();
        connections.setResourceAdapter(adapter);
        connection = connections.createManagedConnection(null, null);
        connection.addConnectionEventListener(events);
    }

    @AfterEach
    void disconnect() throws ResourceException {
        connection.destroy();
    }

    private static QueueConnection handle(ManagedConnection connection) throws ResourceException {
        return (QueueConnection) connection.getConnection(null, null);
    }

    @Test
    void a_connection_of_the_factory_matches_and_no_other() throws ResourceException {
        QueueManagedConnectionFactory others = new QueueManagedConnectionFactory();
        others.setResourceAdapter(connections.getResourceAdapter());
        others.setDatabase(1);
        ManagedConnection other = others.createManagedConnection(null, null);

        assertThat(connections.matchManagedConnections(Set.of(other, connection), null, null))
                .isSameAs(connection);
        assertThat(connections.matchManagedConnections(Set.of(other), null, null))
                .isNull();
        other.destroy();
    }

    @Test
    void a_broken_connection_is_found_invalid() throws ResourceException {
        ManagedConnection broken = connections.createManagedConnection(null, null);

        broken.destroy();

        Set<?> invalid = connections.getInvalidConnections(Set.of(connection, broken));
        assertThat(invalid).isEqualTo(Set.of(broken));
    }

    @Test
    void closing_the_handle_gives_the_connection_back_once() throws ResourceException {
        QueueConnection handle = handle(connection);

        handle.close();
        handle.close();

        assertThat(events.closed).containsExactly(handle);
        assertThat(events.errors).isEmpty();
    }

    @Test
    void an_error_makes_the_pool_throw_the_connection_away() throws ResourceException {
        QueueConnection handle = handle(connection);
        redis.stop();
        try {
            assertThatThrownBy(handle::ping).isInstanceOf(ResourceException.class);
        } finally {
            redis.start();
        }
        handle.close();

        assertThat(events.errors).hasSize(1).first().isInstanceOf(ResourceException.class);
        assertThat(events.closed).isEmpty();
    }

    @Test
    void cleanup_takes_the_handles_away_and_keeps_the_connection() throws ResourceException {
        QueueConnection before = handle(connection);

        connection.cleanup();

        assertThatThrownBy(before::ping).hasMessageContaining("is closed");
        handle(connection).ping();
    }

    @Test
    void a_handle_can_move_to_another_connection() throws ResourceException {
        ManagedConnection other = connections.createManagedConnection(null, null);
        QueueConnection handle = handle(connection);

        other.associateConnection(handle);
        connection.destroy();
        handle.ping();
        other.destroy();

        assertThatThrownBy(handle::ping).hasMessageContaining("is closed");
    }

    @Test
    void it_takes_no_part_in_transactions() {
        assertThatThrownBy(connection::getXAResource).isInstanceOf(NotSupportedException.class);
        assertThatThrownBy(connection::getLocalTransaction).isInstanceOf(NotSupportedException.class);
    }

    @Test
    void it_tells_what_it_is_connected_to() throws ResourceException {
        assertThat(connection.getMetaData().getEISProductName()).isEqualTo("Redis");
        assertThat(connection.getMetaData().getEISProductVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(connection.getMetaData().getUserName()).isEqualTo("default");
    }

    @Test
    void settings_that_do_not_hold_are_refused_when_a_connection_is_made() {
        connections.setPort(0);

        assertThatThrownBy(() -> connections.createManagedConnection(null, null))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("carillon.redis.port");
    }

    @Test
    void factories_with_the_same_settings_are_equal() {
        QueueManagedConnectionFactory one = new QueueManagedConnectionFactory();
        QueueManagedConnectionFactory same = new QueueManagedConnectionFactory();
        one.setTls(true);
        same.setTls(true);

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(new QueueManagedConnectionFactory());
    }

    @Test
    void connections_come_from_the_pool_of_the_container() throws ResourceException {
        ConnectionManager pool = new ConnectionManager() {
            @Override
            public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request)
                    throws ResourceException {
                return connection.getConnection(null, request);
            }
        };
        QueueConnectionFactory factory = (QueueConnectionFactory) connections.createConnectionFactory(pool);

        try (QueueConnection queues = factory.connection()) {
            queues.ping();
        }

        assertThat(events.closed).hasSize(1);
    }

    private static final class Events implements ConnectionEventListener {

        private final List<Object> closed = new ArrayList<>();
        private final List<Exception> errors = new ArrayList<>();

        @Override
        public void connectionClosed(ConnectionEvent event) {
            closed.add(event.getConnectionHandle());
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            errors.add(event.getException());
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {}

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {}

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {}
    }
}
