package carillon.queue.connector;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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

    private static final String PREFIX_OF_VARIABLES = "CARILLON_REDIS_";

    /** Not read here: the container's pool definition takes it. */
    private static final String POOL_SIZE = PREFIX_OF_VARIABLES + "POOL_SIZE";

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

    /** Variables that look like settings of ours but are none, for a misspelt one must not be ignored in silence. */
    static List<String> unknown(Set<String> variables) {
        Set<String> known =
                Arrays.stream(values()).map(setting -> setting.variable).collect(Collectors.toSet());
        known.add(POOL_SIZE);
        return variables.stream()
                .filter(name -> name.startsWith(PREFIX_OF_VARIABLES) && !known.contains(name))
                .sorted()
                .toList();
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
