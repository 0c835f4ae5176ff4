package carillon.queue.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.resps.Tuple;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis on a free port of this host, which can be stopped and started again. */
final class LocalRedis implements AutoCloseable {

    private final int port;
    private final List<String> settings;
    private RedisServer server;
    private int tlsPort;

    private LocalRedis(int port, List<String> settings) {
        this.port = port;
        this.settings = settings;
    }

    static LocalRedis started(String... settings) {
        LocalRedis redis = new LocalRedis(freePort(), List.of(settings));
        redis.start();
        return redis;
    }

    static LocalRedis startedWithTls(TestCertificate certificate) {
        int tlsPort = freePort();
        LocalRedis redis = started(certificate.redisSettings(tlsPort));
        redis.tlsPort = tlsPort;
        return redis;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    void start() {
        RedisServerBuilder builder = RedisServer.newRedisServer().port(port).setting("save \"\"");
        settings.forEach(builder::setting);
        try {
            server = builder.build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty again, at the same port; every connection is broken. */
    void restart() {
        stop();
        start();
    }

    <T> T ask(Function<Jedis, T> command) {
        try (Jedis redis = new Jedis("localhost", port)) {
            return command.apply(redis);
        }
    }

    void flush() {
        ask(Jedis::flushAll);
    }

    void add(String queue, Map<String, Double> scores) {
        add(queue, "t", scores);
    }

    void add(String queue, String tenant, Map<String, Double> scores) {
        ask(redis -> redis.zadd(key(queue) + "/" + tenant, scores));
        ask(redis -> redis.zadd(key(queue), 0, tenant, ZAddParams.zAddParams().nx()));
    }

    List<String> ids(String queue) {
        return ask(redis -> redis.zrangeWithScores(key(queue) + "/t", 0, -1)).stream()
                .map(Tuple::getElement)
                .toList();
    }

    /** Names of the connected clients that are Carillon's. */
    Set<String> clients() {
        return ask(Jedis::clientList)
                .lines()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .filter(field -> field.startsWith("name=carillon"))
                .collect(Collectors.toSet());
    }

    private static String key(String queue) {
        return new QueueKeys("carillon").lanes(queue);
    }

    @Override
    public void close() {
        stop();
    }
}
