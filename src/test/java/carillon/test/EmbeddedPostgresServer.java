package carillon.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on 127.0.0.1, durable as in production, with a database {@code carillon} that the user {@code
 * carillon} owns. It can be stopped and started again on the same port and data. Safe for use by several threads.
 */
public final class EmbeddedPostgresServer {

    private static final String NAME = "carillon";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);

    /** Kept here, because loggers that nobody holds lose their level. Its complaints are answered below. */
    private static final Logger LIBRARY = Logger.getLogger("io.zonky.test.db.postgres");

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("max_connections", "400"),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("wal_compression", "on"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("checkpoint_timeout", "10min"),
            Map.entry("checkpoint_completion_target", "0.9"),
            Map.entry("log_min_duration_statement", "5000"));

    /** What pg_ctl prints when the server has ended at its start. */
    private static final String GIVEN_UP = "could not start server";

    private final Path data;
    private final Path log;
    private final ServerLog printed;
    private final int port;
    private final List<String> addresses;
    private final OrphanGuard guard;
    private EmbeddedPostgres running;

    /** @param addresses that it listens on beside 127.0.0.1; whoever comes there has to say who he is */
    EmbeddedPostgresServer(Path data, Path log, int port, List<String> addresses, OrphanGuard guard) {
        this.data = data;
        this.log = log;
        this.printed = new ServerLog(log);
        this.port = port;
        this.addresses = List.copyOf(addresses);
        this.guard = guard;
        LIBRARY.setLevel(Level.OFF);
    }

    /** Starts with the data of before; does nothing when it runs. Returns when it answers. */
    public synchronized void start() {
        if (running != null) {
            return;
        }
        printed.mark();
        guard.watch(Signal.INT, pidFile());
        try {
            running = launch();
            createDatabase();
        } catch (ExecutionException | SQLException e) {
            stop(Signal.QUIT);
            throw new ServerStartException(
                    "PostgreSQL did not start on port " + port + ": " + e.getMessage() + printed.excerpt(), e);
        }
    }

    /** The library does not notice that the server has given up: it asks on until its patience ends. */
    private EmbeddedPostgres launch() throws ExecutionException {
        FutureTask<EmbeddedPostgres> launch = new FutureTask<>(this::launchAndAwait);
        Thread thread = new Thread(launch, "postgres-start");
        thread.start();
        while (!launch.isDone()) {
            if (printed.says(GIVEN_UP)) {
                thread.interrupt();
            }
            Pause.briefly();
        }
        try {
            return launch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while PostgreSQL was starting", e);
        }
    }

    private EmbeddedPostgres launchAndAwait() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setLocaleConfig("locale", "C")
                .setPGStartupWait(START)
                .setServerConfig(
                        "listen_addresses",
                        Stream.concat(Stream.of("127.0.0.1"), addresses.stream())
                                .collect(Collectors.joining(",")))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()));
        SETTINGS.forEach(builder::setServerConfig);
        return builder.start();
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = running.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet there = statement.executeQuery("select 1 from pg_database where datname = '" + NAME + "'")) {
                if (there.next()) {
                    return;
                }
            }
            statement.execute("create role " + NAME + " login password '" + NAME + "'");
            statement.execute("create database " + NAME + " owner " + NAME);
            admitNeighbours(statement);
        }
    }

    /** Beyond 127.0.0.1 nobody is let in unless the list says so. */
    private void admitNeighbours(Statement statement) throws SQLException {
        if (addresses.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    data.resolve("pg_hba.conf"),
                    "host " + NAME + " " + NAME + " samenet scram-sha-256\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ServerStartException("Could not let members into PostgreSQL", e);
        }
        statement.execute("select pg_reload_conf()");
    }

    /** A clean stop: open transactions are rolled back, connections are closed. */
    public void stop() {
        stop(Signal.INT);
    }

    /** A crash: no checkpoint, recovery from the log at the next start. */
    public void crash() {
        stop(Signal.QUIT);
    }

    private synchronized void stop(Signal signal) {
        if (running == null) {
            return;
        }
        pid().ifPresent(pid -> end(pid, signal));
        guard.forget(pidFile());
        close(running);
        running = null;
    }

    private static void end(long pid, Signal signal) {
        ProcessHandle.of(pid).ifPresent(server -> {
            signal.send(pid);
            try {
                server.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                Signal.KILL.send(pid);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                Signal.KILL.send(pid);
            }
        });
    }

    /** Releases the library's lock on the data; the server itself has ended. */
    private static void close(EmbeddedPostgres stopped) {
        try {
            stopped.close();
        } catch (IOException e) {
            throw new IllegalStateException("The data directory of PostgreSQL stays locked", e);
        }
    }

    public synchronized boolean isRunning() {
        return running != null;
    }

    public int port() {
        return port;
    }

    /** The database as the application reaches it. */
    public Database database() {
        return database(InetSocketAddress.createUnresolved("127.0.0.1", port));
    }

    /** The same by another way to it. */
    Database database(InetSocketAddress way) {
        String url = "jdbc:postgresql://" + way.getHostString() + ":" + way.getPort() + "/" + NAME;
        return new Database(url, NAME, NAME);
    }

    /** The server's process; empty when it does not run. */
    public Optional<Long> pid() {
        try {
            return Optional.of(
                    Long.parseLong(Files.readAllLines(pidFile()).get(0).trim()));
        } catch (IOException | RuntimeException notThere) {
            return Optional.empty();
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
