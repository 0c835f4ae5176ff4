package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.resource.ResourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Password, database, ACL user and TLS, inbound and outbound. */
class RedisAccessTest {

    /** What docs/connector.md says an ACL user needs. */
    private static final List<String> NEEDED = List.of(
            "~{carillon}:*",
            "+ping",
            "+select",
            "+client|setname",
            "+zadd",
            "+zrem",
            "+zremrangebyrank",
            "+zcard",
            "+zrange",
            "+zpopmin",
            "+bzpopmin",
            "+exists",
            "+hget",
            "+hmget",
            "+hset",
            "+eval",
            "+evalsha");

    @Test
    void a_password_and_a_database_are_used_both_ways() throws ResourceException {
        try (LocalRedis redis = LocalRedis.started("requirepass hunter2")) {
            CarillonQueueAdapter adapter = adapter("redis://:hunter2@localhost:" + redis.port() + "/7");

            assertThat(roundTrip(adapter)).containsExactly("x", "y");
            try (Jedis client = new Jedis("localhost", redis.port())) {
                client.auth("hunter2");
                client.select(7);
                assertThat(client.keys("*"))
                        .containsExactlyInAnyOrder(
                                "{carillon}:queue:kept", "{carillon}:queue:kept/t", "{carillon}:turns");
            }
        }
    }

    @Test
    void a_wrong_password_is_told_without_the_password() {
        try (LocalRedis redis = LocalRedis.started("requirepass hunter2")) {
            CarillonQueueAdapter adapter = adapter("redis://:wrong-one@localhost:" + redis.port());

            assertThatThrownBy(() -> factory(adapter).connection())
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("wrong-one");
        }
    }

    @Test
    void an_acl_user_needs_no_more_than_the_documentation_says() throws ResourceException {
        try (LocalRedis redis = LocalRedis.started("user bell on >s3cret " + String.join(" ", NEEDED))) {
            CarillonQueueAdapter adapter = adapter("redis://bell:s3cret@localhost:" + redis.port());

            assertThat(roundTrip(adapter)).containsExactly("x", "y");
            try (QueueConnection queues = factory(adapter).connection()) {
                queues.ping();
                assertThat(queues.sizes(List.of(new QueueLane("kept", "t")))).containsExactly(1L);
                assertThat(queues.remove(new QueueLane("kept", "t"), List.of("z")))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void tls_works_with_the_authority_given(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.madeOutFor("localhost", directory);
        try (LocalRedis redis = LocalRedis.startedWithTls(certificate)) {
            CarillonQueueAdapter adapter = adapter("rediss://localhost:" + redis.tlsPort());
            adapter.setCaFile(certificate.pem().toString());

            assertThat(roundTrip(adapter)).containsExactly("x", "y");
        }
    }

    @Test
    void a_certificate_of_another_host_or_of_an_unknown_authority_is_refused(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.madeOutFor("elsewhere.example", directory);
        try (LocalRedis redis = LocalRedis.startedWithTls(certificate)) {
            CarillonQueueAdapter adapter = adapter("rediss://localhost:" + redis.tlsPort());

            assertThatThrownBy(() -> factory(adapter).connection()).hasMessageContaining("certification path");
            adapter.setCaFile(certificate.pem().toString());
            assertThatThrownBy(() -> factory(adapter).connection()).hasMessageContaining("localhost");
        }
    }

    private static CarillonQueueAdapter adapter(String uri) {
        CarillonQueueAdapter adapter = new CarillonQueueAdapter();
        adapter.setUri(uri);
        return adapter;
    }

    private static QueueConnectionFactory factory(CarillonQueueAdapter adapter) throws ResourceException {
        QueueManagedConnectionFactory connections = new QueueManagedConnectionFactory();
        connections.setResourceAdapter(adapter);
        return (QueueConnectionFactory) connections.createConnectionFactory();
    }

    /** Offers two ids, receives them, and leaves one in a queue that nobody takes from. */
    private static List<String> roundTrip(CarillonQueueAdapter adapter) throws ResourceException {
        adapter.start(new FakeContainer());
        FakeEndpoints endpoints = new FakeEndpoints(10, "a", "b");
        adapter.endpointActivation(endpoints, new RunActivation());
        try (QueueConnection queues = factory(adapter).connection()) {
            Map<QueueLane, QueueConnection.Offered> offered = queues.offer(
                    List.of(
                            new QueueEntry(new QueueLane("a", "t"), "x", 1),
                            new QueueEntry(new QueueLane("a", "t"), "y", 2),
                            new QueueEntry(new QueueLane("kept", "t"), "z", 3)),
                    10);
            assertThat(offered).containsKeys(new QueueLane("a", "t"), new QueueLane("kept", "t"));
            await().until(() -> endpoints.delivered.size() == 2);
        } finally {
            adapter.stop();
        }
        return List.copyOf(endpoints.delivered);
    }
}
