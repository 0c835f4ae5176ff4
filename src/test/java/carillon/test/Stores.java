package carillon.test;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * PostgreSQL and Redis of a local cluster, each embedded or somebody else's.
 *
 * @param postgres empty when the database is somebody else's
 * @param redis empty when Redis is somebody else's
 */
record Stores(
        Optional<EmbeddedPostgresServer> postgres,
        Database database,
        Optional<EmbeddedRedisServer> redis,
        String redisHost,
        int redisPort) {

    static Stores embedded(
            ClusterDirectory directory, Wires wires, int postgresPort, int redisPort, OrphanGuard guard) {
        EmbeddedPostgresServer postgres = new EmbeddedPostgresServer(
                directory.postgres(),
                directory.logs().resolve("postgres.log"),
                postgresPort,
                wires.storeAddresses(Host.POSTGRES),
                guard);
        EmbeddedRedisServer redis = new EmbeddedRedisServer(
                directory.redis(),
                directory.logs().resolve("redis.log"),
                redisPort,
                wires.storeAddresses(Host.REDIS),
                guard);
        return new Stores(Optional.of(postgres), postgres.database(), Optional.of(redis), "127.0.0.1", redisPort);
    }

    /** Somebody else's database in the place of the embedded one. */
    Stores withDatabase(Database existing) {
        return new Stores(Optional.empty(), existing, redis, redisHost, redisPort);
    }

    /** Somebody else's Redis in the place of the embedded one. */
    Stores withRedis(String host, int port) {
        return new Stores(postgres, database, Optional.empty(), host, port);
    }

    void start(Consumer<String> progress) {
        postgres.ifPresentOrElse(
                server -> {
                    progress.accept("Starting PostgreSQL");
                    server.start();
                    progress.accept("PostgreSQL is up on port " + server.port());
                },
                () -> progress.accept("PostgreSQL is the one at " + database.url()));
        redis.ifPresentOrElse(
                server -> {
                    server.start();
                    progress.accept("Redis is up on port " + server.port());
                },
                () -> progress.accept("Redis is the one at " + redisHost + ":" + redisPort));
    }

    /** @param dataKept false when nobody will read the data again, so that PostgreSQL need not write it out */
    void stop(boolean dataKept) {
        redis.ifPresent(EmbeddedRedisServer::stop);
        postgres.ifPresent(dataKept ? EmbeddedPostgresServer::stop : EmbeddedPostgresServer::crash);
    }

    /** How a member finds them; what is embedded, over its own wire. */
    Map<String, String> environment(int member, Wires wires) {
        InetSocketAddress itsRedis = redis.map(server -> wires.store(member, Host.REDIS, server.port()))
                .orElseGet(() -> InetSocketAddress.createUnresolved(redisHost, redisPort));
        return Map.of(
                "CARILLON_DB_URL",
                        postgres.map(server -> server.database(wires.store(member, Host.POSTGRES, server.port())))
                                .orElse(database)
                                .url(),
                "CARILLON_DB_USER", database.user(),
                "CARILLON_DB_PASSWORD", database.password(),
                "REDIS_HOST", itsRedis.getHostString(),
                "REDIS_PORT", Integer.toString(itsRedis.getPort()));
    }
}
