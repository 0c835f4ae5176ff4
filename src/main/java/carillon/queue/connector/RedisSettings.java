package carillon.queue.connector;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to reach Redis, checked.
 *
 * @param user null for Redis's default user
 * @param password null for none
 * @param caFile PEM file of the authorities that TLS trusts, null for those of the JVM
 * @param connectTimeout how long to wait for a connection
 * @param socketTimeout how long to wait for an answer
 */
record RedisSettings(
        String host,
        int port,
        String user,
        String password,
        int database,
        boolean tls,
        Path caFile,
        String prefix,
        Duration connectTimeout,
        Duration socketTimeout) {

    /**
     * Each setting from the first layer that has it, else its default.
     *
     * @throws IllegalArgumentException naming every bad value, but no password
     */
    static RedisSettings of(List<Map<RedisSetting, String>> layers) {
        return new SettingsReader(layers).read();
    }

    /** The layers outside of the container's own properties, the stronger first. */
    static List<Map<RedisSetting, String>> surroundings() {
        return List.of(RedisSetting.fromSystem(System::getProperty), RedisSetting.fromEnvironment(System::getenv));
    }

    String address() {
        return (tls ? "rediss://" : "redis://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"
                + database;
    }

    @Override
    public String toString() {
        return address() + " user=" + (user == null ? "default" : user) + " password="
                + (password == null ? "none" : "***") + " prefix=" + prefix + " connectTimeout=" + connectTimeout
                + " socketTimeout=" + socketTimeout;
    }
}
