package carillon.queue.connector;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A setting of the connection to Redis, with its names outside of the container's own properties. */
enum RedisSetting {
    URI,
    HOST("REDIS_HOST"),
    PORT("REDIS_PORT"),
    USER,
    PASSWORD,
    DATABASE,
    TLS,
    CA_FILE,
    PREFIX,
    CONNECT_TIMEOUT,
    SOCKET_TIMEOUT;

    /** Name of the environment variable. */
    final String variable;

    /** Name of the system property. */
    final String property;

    RedisSetting() {
        this.variable = "CARILLON_REDIS_" + name();
        this.property = propertyName(name());
    }

    RedisSetting(String variable) {
        this.variable = variable;
        this.property = propertyName(name());
    }

    private static String propertyName(String name) {
        return "carillon.redis." + name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Map<RedisSetting, String> fromEnvironment(UnaryOperator<String> variables) {
        Map<RedisSetting, String> found = new EnumMap<>(RedisSetting.class);
        for (RedisSetting setting : values()) {
            put(found, setting, variables.apply(setting.variable));
        }
        found.computeIfPresent(PORT, (setting, port) -> withoutServiceLink(port));
        return found;
    }

    static Map<RedisSetting, String> fromSystem(UnaryOperator<String> properties) {
        Map<RedisSetting, String> found = new EnumMap<>(RedisSetting.class);
        for (RedisSetting setting : values()) {
            put(found, setting, properties.apply(setting.property));
        }
        return found;
    }

    /** A blank value is no value: it is how consoles and compose files leave a setting out. */
    static void put(Map<RedisSetting, String> settings, RedisSetting setting, String value) {
        if (value == null || value.isBlank()) {
            settings.remove(setting);
        } else {
            settings.put(setting, setting == PASSWORD ? value : value.strip());
        }
    }

    /** Kubernetes gives every pod REDIS_PORT=tcp://10.0.0.1:6379 when a service is called "redis". */
    private static String withoutServiceLink(String port) {
        return port.startsWith("tcp://") ? port.substring(port.lastIndexOf(':') + 1) : port;
    }
}
