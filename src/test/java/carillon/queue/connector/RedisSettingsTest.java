package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

    private static RedisSettings environment(Map<String, String> variables) {
        return RedisSettings.of(List.of(RedisSetting.fromEnvironment(variables::get)));
    }

    @Test
    void without_any_setting_the_defaults_hold() {
        RedisSettings settings = RedisSettings.of(List.of());

        assertThat(settings)
                .isEqualTo(new RedisSettings(
                        "localhost",
                        6379,
                        null,
                        null,
                        0,
                        false,
                        null,
                        "carillon",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)));
    }

    @Test
    void the_environment_sets_each_of_them() {
        RedisSettings settings = environment(Map.of(
                "REDIS_HOST", "redis_main",
                "REDIS_PORT", "6380",
                "CARILLON_REDIS_USER", "bell",
                "CARILLON_REDIS_PASSWORD", " sec ret ",
                "CARILLON_REDIS_DATABASE", "3",
                "CARILLON_REDIS_TLS", "TRUE",
                "CARILLON_REDIS_CA_FILE", "/dev/null",
                "CARILLON_REDIS_PREFIX", "staging",
                "CARILLON_REDIS_CONNECT_TIMEOUT", "PT0.5S",
                "CARILLON_REDIS_SOCKET_TIMEOUT", "PT4S"));

        assertThat(settings)
                .isEqualTo(new RedisSettings(
                        "redis_main",
                        6380,
                        "bell",
                        " sec ret ",
                        3,
                        true,
                        Path.of("/dev/null"),
                        "staging",
                        Duration.ofMillis(500),
                        Duration.ofSeconds(4)));
    }

    @Test
    void pool_beats_adapter_beats_system_property_beats_environment() {
        QueueManagedConnectionFactory pool = new QueueManagedConnectionFactory();
        pool.setHost("from-pool");
        CarillonQueueAdapter adapter = new CarillonQueueAdapter();
        adapter.setHost("from-adapter");
        adapter.setPort(1001);
        Map<String, String> system =
                Map.of("carillon.redis.port", "2002", "carillon.redis.database", "2", "carillon.redis.host", "system");
        Map<String, String> environment = Map.of(
                "REDIS_HOST", "environment", "CARILLON_REDIS_DATABASE", "3", "CARILLON_REDIS_PREFIX", "environment");

        RedisSettings settings = RedisSettings.of(List.of(
                pool.given(),
                adapter.given(),
                RedisSetting.fromSystem(system::get),
                RedisSetting.fromEnvironment(environment::get)));

        assertThat(settings.host()).isEqualTo("from-pool");
        assertThat(settings.port()).isEqualTo(1001);
        assertThat(settings.database()).isEqualTo(2);
        assertThat(settings.prefix()).isEqualTo("environment");
    }

    @Test
    void every_property_of_the_adapter_counts() {
        CarillonQueueAdapter adapter = new CarillonQueueAdapter();
        adapter.setHost("h");
        adapter.setPort(1);
        adapter.setUser("u");
        adapter.setPassword("p");
        adapter.setDatabase(9);
        adapter.setTls(true);
        adapter.setCaFile("/dev/null");
        adapter.setPrefix("x");
        adapter.setConnectTimeout("PT3S");
        adapter.setSocketTimeout("PT4S");

        RedisSettings settings = RedisSettings.of(List.of(adapter.given()));

        assertThat(settings)
                .isEqualTo(new RedisSettings(
                        "h",
                        1,
                        "u",
                        "p",
                        9,
                        true,
                        Path.of("/dev/null"),
                        "x",
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4)));
    }

    @Test
    void a_blank_property_is_as_if_not_set() {
        CarillonQueueAdapter adapter = new CarillonQueueAdapter();
        adapter.setHost(" ");

        RedisSettings settings = RedisSettings.of(
                List.of(adapter.given(), RedisSetting.fromEnvironment(Map.of("REDIS_HOST", "other")::get)));

        assertThat(settings.host()).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://example.org,                       example.org,  6379, false, ,     ,        0",
        "redis://example.org:7000/2,                example.org,  7000, false, ,     ,        2",
        "redis://example.org/,                      example.org,  6379, false, ,     ,        0",
        "rediss://bell:s%40c%2Fr+t@redis_main:7000, redis_main,   7000, true,  bell, s@c/r+t, 0",
        "redis://:secret@[2001:db8::1]:7000/1,      2001:db8::1,  7000, false, ,     secret,  1",
        "redis://:a:b@h,                            h,            6379, false, ,     a:b,     0",
    })
    void a_uri_is_taken_apart(
            String uri, String host, int port, boolean tls, String user, String password, int database) {
        RedisSettings settings = environment(Map.of("CARILLON_REDIS_URI", uri));

        assertThat(settings.host()).isEqualTo(host);
        assertThat(settings.port()).isEqualTo(port);
        assertThat(settings.tls()).isEqualTo(tls);
        assertThat(settings.user()).isEqualTo(user);
        assertThat(settings.password()).isEqualTo(password);
        assertThat(settings.database()).isEqualTo(database);
    }

    @Test
    void a_uri_wins_for_what_it_says_and_leaves_the_rest() {
        RedisSettings settings = environment(Map.of(
                "CARILLON_REDIS_URI", "redis://uri-host/4",
                "REDIS_HOST", "other",
                "REDIS_PORT", "7000",
                "CARILLON_REDIS_DATABASE", "5",
                "CARILLON_REDIS_PASSWORD", "from-a-secret"));

        assertThat(settings.host()).isEqualTo("uri-host");
        assertThat(settings.port()).isEqualTo(6379);
        assertThat(settings.database()).isEqualTo(4);
        assertThat(settings.password()).isEqualTo("from-a-secret");
    }

    @Test
    void a_stronger_single_setting_wins_over_a_weaker_uri() {
        CarillonQueueAdapter adapter = new CarillonQueueAdapter();
        adapter.setHost("console");

        RedisSettings settings = RedisSettings.of(List.of(
                adapter.given(),
                RedisSetting.fromEnvironment(Map.of("CARILLON_REDIS_URI", "redis://uri-host:7000")::get)));

        assertThat(settings.host()).isEqualTo("console");
        assertThat(settings.port()).isEqualTo(7000);
    }

    @Test
    void the_port_that_kubernetes_links_for_a_service_called_redis_is_understood() {
        RedisSettings settings = environment(Map.of("REDIS_PORT", "tcp://10.0.0.1:6380"));

        assertThat(settings.port()).isEqualTo(6380);
    }

    @Test
    void all_that_is_wrong_is_told_at_once_with_where_to_set_it() {
        Map<String, String> bad = Map.of(
                "REDIS_PORT", "70000",
                "CARILLON_REDIS_DATABASE", "-1",
                "CARILLON_REDIS_TLS", "yes",
                "CARILLON_REDIS_CA_FILE", "/no/such/file",
                "CARILLON_REDIS_PREFIX", "a{b}",
                "CARILLON_REDIS_CONNECT_TIMEOUT", "0",
                "CARILLON_REDIS_SOCKET_TIMEOUT", "PT0S",
                "CARILLON_REDIS_USER", "bell");

        assertThatThrownBy(() -> environment(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carillon.redis.port (REDIS_PORT) is '70000', not a number from 1 to 65535")
                .hasMessageContaining("CARILLON_REDIS_DATABASE")
                .hasMessageContaining("not true or false")
                .hasMessageContaining("not a readable file")
                .hasMessageContaining("CARILLON_REDIS_PREFIX")
                .hasMessageContaining("CARILLON_REDIS_CONNECT_TIMEOUT")
                .hasMessageContaining("CARILLON_REDIS_SOCKET_TIMEOUT")
                .hasMessageContaining("user is set without a password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://:hunter2@host",
                "hunter2",
                "redis://:hun#ter2@host",
                "redis://u:pw/hunter2@host",
                "redis://u:12/hunter2@host",
                "redis://:hunter2@host:port",
                "redis://:hunter2@host/db",
                "redis://:hunter2@host?db=1",
                "redis://:hunter2%zz@host",
                "redis://:hunter2@",
                "redis:hunter2"
            })
    void an_unreadable_uri_is_refused_without_repeating_it(String uri) {
        assertThatThrownBy(() -> environment(Map.of("CARILLON_REDIS_URI", uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis[s]://")
                .hasMessageNotContaining("ter2");
    }

    @Test
    void tls_asked_for_next_to_a_plain_uri_is_refused() {
        assertThatThrownBy(() ->
                        environment(Map.of("CARILLON_REDIS_URI", "redis://example.org", "CARILLON_REDIS_TLS", "true")))
                .hasMessageContaining("write rediss://");
    }

    @Test
    void a_misspelt_variable_is_noticed() {
        Set<String> variables =
                Set.of("CARILLON_REDIS_PASWORD", "CARILLON_REDIS_PREFIX", "CARILLON_REDIS_POOL_SIZE", "HOME");

        assertThat(RedisSetting.unknown(variables)).containsExactly("CARILLON_REDIS_PASWORD");
    }

    @Test
    void a_password_is_never_in_what_is_printed() {
        RedisSettings settings = environment(Map.of("CARILLON_REDIS_URI", "redis://bell:hunter2@host"));

        assertThat(settings.toString()).contains("user=bell", "password=***").doesNotContain("hunter2");
        assertThat(settings.address()).isEqualTo("redis://host:6379/0");
    }
}
