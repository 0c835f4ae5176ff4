package carillon.queue.connector;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLParameters;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/** Opens connections to Redis as the settings say. */
record RedisConnector(RedisSettings settings) {

    private static final Logger LOG = Logger.getLogger(RedisConnector.class.getName());

    /**
     * A new connection, logged in.
     *
     * @param name what CLIENT LIST shows
     * @param longestBlock how long a blocking command may wait; the socket waits longer by its timeout
     * @throws JedisException if Redis is not there or does not let us in
     */
    Jedis connect(String name, Duration longestBlock) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis(settings.connectTimeout()))
                .socketTimeoutMillis(millis(settings.socketTimeout()))
                .blockingSocketTimeoutMillis(millis(longestBlock.plus(settings.socketTimeout())))
                .user(settings.user())
                .password(settings.password())
                .database(settings.database())
                .clientName(name)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (settings.tls()) {
            secure(config);
        }
        JedisClientConfig asSet = config.build();
        HostAndPort server = new HostAndPort(settings.host(), settings.port());
        return new Jedis(new OneSocket(new DefaultJedisSocketFactory(server, asSet)), asSet);
    }

    /** A broken connection complains when it is closed; closed it is all the same. */
    static void close(Jedis redis) {
        try {
            redis.close();
        } catch (JedisException broken) {
            LOG.log(Level.FINE, "redis-connection-closed-broken", broken);
        }
    }

    private void secure(DefaultJedisClientConfig.Builder config) {
        // Without it any certificate of a trusted authority would do, whatever host it was made out for.
        SSLParameters checkingTheHost = new SSLParameters();
        checkingTheHost.setEndpointIdentificationAlgorithm("HTTPS");
        config.ssl(true).sslParameters(checkingTheHost);
        if (settings.caFile() != null) {
            config.sslSocketFactory(TrustedAuthorities.in(settings.caFile()));
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
