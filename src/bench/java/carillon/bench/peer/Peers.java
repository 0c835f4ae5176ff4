package carillon.bench.peer;

import carillon.test.Database;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schedulers that Carillon is compared with, by name. */
public final class Peers {

    private static final Map<String, Opening> OPENINGS = new LinkedHashMap<>();

    static {
        OPENINGS.put("db-scheduler", DbSchedulerPeer::new);
        OPENINGS.put("quartz", QuartzPeer::new);
        OPENINGS.put("jobrunr", JobRunrPeer::new);
    }

    private Peers() {}

    public static List<String> names() {
        return List.copyOf(OPENINGS.keySet());
    }

    /**
     * Opens one on an empty schema of its own.
     *
     * @param instances how many schedulers, each as if on a machine of its own
     * @param slots runs that each instance performs at once
     */
    public static Peer open(String name, Database database, int instances, int slots) {
        execute(database, "drop schema if exists public cascade; create schema public");
        return OPENINGS.get(name).open(database, instances, slots);
    }

    /** A pool as each of their documents asks for one; a connection for each thread that works and a few to spare. */
    static HikariDataSource pool(Database database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    static void execute(Database database, String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not execute: " + sql, e);
        }
    }

    /** How one comes to be. */
    @FunctionalInterface
    private interface Opening {
        Peer open(Database database, int instances, int slots);
    }
}
