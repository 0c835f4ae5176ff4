package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class RedisConnectorTest {

    @Test
    void a_closed_connection_does_not_open_itself_again() {
        try (LocalRedis redis = LocalRedis.started()) {
            RedisSettings settings = RedisSettings.of(
                    List.of(Map.of(RedisSetting.PORT, String.valueOf(redis.port()), RedisSetting.DATABASE, "5")));
            Jedis connection = new RedisConnector(settings).connect("carillon-test", Duration.ZERO);
            assertThat(connection.ping()).isEqualTo("PONG");
            assertThat(redis.clients()).containsExactly("name=carillon-test");

            connection.close();

            assertThatThrownBy(connection::ping).isInstanceOf(JedisConnectionException.class);
            assertThat(redis.clients()).isEmpty();
        }
    }
}
