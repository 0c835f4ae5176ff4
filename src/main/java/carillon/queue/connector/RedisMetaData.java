package carillon.queue.connector;

import jakarta.resource.spi.ManagedConnectionMetaData;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** What the container may ask about the server behind a connection. */
record RedisMetaData(Jedis redis, RedisSettings settings) implements ManagedConnectionMetaData {

    private static final String VERSION = "redis_version:";

    @Override
    public String getEISProductName() {
        return "Redis";
    }

    /** Asks the server; "unknown" where it does not tell, for its ACL may forbid INFO. */
    @Override
    public String getEISProductVersion() {
        try {
            return redis.info("server")
                    .lines()
                    .filter(line -> line.startsWith(VERSION))
                    .map(line -> line.substring(VERSION.length()))
                    .findFirst()
                    .orElse("unknown");
        } catch (JedisException forbiddenOrGone) {
            return "unknown";
        }
    }

    /** 0: no limit known to us. */
    @Override
    public int getMaxConnections() {
        return 0;
    }

    @Override
    public String getUserName() {
        return settings.user() == null ? "default" : settings.user();
    }
}
