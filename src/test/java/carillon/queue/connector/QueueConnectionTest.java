package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.queue.connector.QueueConnection.Offered;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.EISSystemException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class QueueConnectionTest {

    private static LocalRedis redis;
    private QueueConnection queues;

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
        redis.flush();
        queues = factory(redis.port()).connection();
    }

    @AfterEach
    void disconnect() {
        queues.close();
    }

    private static QueueConnectionFactory factory(int port) {
        QueueManagedConnectionFactory connections = new QueueManagedConnectionFactory();
        connections.setHost("localhost");
        connections.setPort(port);
        connections.setPrefix("carillon");
        connections.setConnectTimeout("PT0.5S");
        connections.setSocketTimeout("PT0.5S");
        return (QueueConnectionFactory) connections.createConnectionFactory();
    }

    private static List<QueueLane> lanes(String... queues) {
        return Stream.of(queues).map(queue -> new QueueLane(queue, "t")).toList();
    }

    private static List<QueueEntry> entries(String queue, int count) {
        List<QueueEntry> entries = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            entries.add(new QueueEntry(new QueueLane(queue, "t"), queue + number, number));
        }
        return entries;
    }

    @Test
    void what_is_offered_lies_in_its_queue_by_score() throws ResourceException {
        var offered = queues.offer(
                List.of(
                        new QueueEntry(new QueueLane("a", "t"), "second", 2),
                        new QueueEntry(new QueueLane("a", "t"), "first", 1),
                        new QueueEntry(new QueueLane("b", "t"), "other", 7)),
                10);

        assertThat(redis.ids("a")).containsExactly("first", "second");
        assertThat(redis.ids("b")).containsExactly("other");
        assertThat(offered)
                .containsEntry(new QueueLane("a", "t"), new Offered(2, 0))
                .containsEntry(new QueueLane("b", "t"), new Offered(1, 0));
    }

    @Test
    void an_id_that_is_there_gets_the_new_score_only() throws ResourceException {
        queues.offer(
                List.of(
                        new QueueEntry(new QueueLane("a", "t"), "x", 1),
                        new QueueEntry(new QueueLane("a", "t"), "y", 2)),
                10);

        var offered = queues.offer(List.of(new QueueEntry(new QueueLane("a", "t"), "x", 3)), 10);

        assertThat(redis.ids("a")).containsExactly("y", "x");
        assertThat(offered).containsEntry(new QueueLane("a", "t"), new Offered(2, 0));
    }

    @Test
    void a_queue_is_kept_to_its_best_by_score() throws ResourceException {
        queues.offer(entries("a", 10), 10);

        var offered = queues.offer(
                List.of(
                        new QueueEntry(new QueueLane("a", "t"), "best", -1),
                        new QueueEntry(new QueueLane("a", "t"), "worst", 99),
                        new QueueEntry(new QueueLane("b", "t"), "alone", 99)),
                5);

        assertThat(redis.ids("a")).containsExactly("best", "a0", "a1", "a2", "a3");
        assertThat(offered)
                .containsEntry(new QueueLane("a", "t"), new Offered(5, 7))
                .containsEntry(new QueueLane("b", "t"), new Offered(1, 0));
    }

    @Test
    void many_thousand_ids_fit_one_offer() throws ResourceException {
        var offered = queues.offer(entries("a", 25_000), 20_000);

        assertThat(offered).containsEntry(new QueueLane("a", "t"), new Offered(20_000, 5_000));
        assertThat(redis.ids("a")).hasSize(20_000).startsWith("a0", "a1").endsWith("a19999");
    }

    @Test
    void sizes_come_in_the_order_asked() throws ResourceException {
        queues.offer(entries("a", 3), 10);
        queues.offer(entries("b", 1), 10);

        assertThat(queues.sizes(lanes("b", "none", "a", "b"))).containsExactly(1L, 0L, 3L, 1L);
        assertThat(queues.sizes(List.of())).isEmpty();
    }

    @Test
    void removing_counts_what_was_there() throws ResourceException {
        queues.offer(entries("a", 3), 10);

        assertThat(queues.remove(new QueueLane("a", "t"), List.of("a0", "a2", "gone")))
                .isEqualTo(2);
        assertThat(queues.remove(new QueueLane("a", "t"), List.of())).isZero();
        assertThat(redis.ids("a")).containsExactly("a1");
    }

    @Test
    void an_empty_offer_is_none() throws ResourceException {
        assertThat(queues.offer(List.of(), 10)).isEmpty();
    }

    @Test
    void every_key_has_the_same_hash_tag() throws ResourceException {
        queues.offer(
                List.of(
                        new QueueEntry(new QueueLane("a", "t"), "x", 1),
                        new QueueEntry(new QueueLane("b", "t"), "y", 1)),
                10);

        Set<String> keys = redis.ask(it -> it.keys("*"));
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "{carillon}:queue:a", "{carillon}:queue:a/t", "{carillon}:queue:b", "{carillon}:queue:b/t");
    }

    @Test
    void a_bound_below_one_or_a_score_that_is_no_number_is_refused() {
        assertThatThrownBy(() -> queues.offer(entries("a", 1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QueueEntry(new QueueLane("a", "t"), "x", Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_closed_connection_says_so() {
        queues.close();
        queues.close();

        assertThatThrownBy(queues::ping).isInstanceOf(ResourceException.class).hasMessageContaining("is closed");
    }

    @Test
    void a_restart_of_redis_between_two_uses_goes_unnoticed() throws ResourceException {
        redis.restart();

        queues.ping();

        assertThat(queues.sizes(lanes("a"))).containsExactly(0L);
    }

    @Test
    void without_redis_every_call_is_a_resource_exception() {
        redis.stop();
        try {
            assertThatThrownBy(queues::ping)
                    .isInstanceOf(CommException.class)
                    .hasMessageContaining("redis://localhost:" + redis.port())
                    .hasMessageContaining("refused");
            assertThatThrownBy(() -> factory(redis.port()).connection()).isInstanceOf(CommException.class);
        } finally {
            redis.start();
        }
    }

    @Test
    void a_server_that_never_answers_is_given_up_after_the_socket_timeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            QueueConnectionFactory hanging = factory(silent.getLocalPort());

            assertThatThrownBy(hanging::connection)
                    .isInstanceOf(CommException.class)
                    .hasMessageContaining("Read timed out");
        }
    }

    @Test
    void a_refused_command_leaves_the_connection_usable() throws ResourceException {
        redis.ask(it -> it.set("{carillon}:queue:text/t", "not a sorted set"));

        assertThatThrownBy(() -> queues.offer(List.of(new QueueEntry(new QueueLane("text", "t"), "x", 1)), 10))
                .isInstanceOf(EISSystemException.class)
                .hasMessageContaining("WRONGTYPE");
        assertThat(queues.sizes(lanes("a"))).containsExactly(0L);
    }

    @Test
    void a_server_that_lost_its_part_as_primary_is_left() throws ResourceException {
        try {
            redis.ask(it -> it.replicaof("localhost", 1));

            assertThatThrownBy(() -> queues.offer(entries("a", 1), 10))
                    .isInstanceOf(EISSystemException.class)
                    .hasMessageContaining("READONLY");
            assertThatThrownBy(queues::ping).hasMessageContaining("is closed");
        } finally {
            redis.ask(Jedis::replicaofNoOne);
        }
    }
}
