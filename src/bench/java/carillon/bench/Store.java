package carillon.bench;

import carillon.test.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Predicate;

/**
 * Looks into the cluster's database. It reads as the superuser: what the members ask, as the database's owner, can be told
 * apart from it then.
 */
final class Store {

    private static final String DEADLOCK = "40P01";
    private static final int MOST_TRIALS = 5;

    private final Database database;
    private final Database asSuperuser;

    Store(Database database) {
        this.database = database;
        this.asSuperuser = new Database(database.url(), "postgres", "postgres");
    }

    /** Ends every job and run at once, and lets PostgreSQL write out what it has to, so that measures begin alike. */
    void empty() {
        execute(database, "truncate job, job_version, batch, run, limit_place, idempotency");
        asSuperuser("checkpoint");
    }

    /** Counts what the tables hold, as PostgreSQL does by itself within a minute. */
    void analyze() {
        execute(database, "analyze job, run");
    }

    /** Leaves nothing to do for the vacuum that follows many inserts, nor for a checkpoint. */
    void settle() {
        asSuperuser("vacuum (analyze) job");
        asSuperuser("checkpoint");
    }

    void execute(String sql) {
        execute(database, sql);
    }

    void asSuperuser(String sql) {
        execute(asSuperuser, sql);
    }

    /** Tries again when PostgreSQL has chosen it to end a deadlock with what the members do meanwhile. */
    private static void execute(Database on, String sql) {
        SQLException deadlock = null;
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            try {
                once(on, sql);
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState())) {
                    throw new IllegalStateException("Could not execute: " + sql, e);
                }
                deadlock = e;
            }
        }
        throw new IllegalStateException("Could not execute: " + sql, deadlock);
    }

    private static void once(Database on, String sql) throws SQLException {
        try (Connection connection = on.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String setting(String name) {
        return query("select current_setting('" + name + "')", row -> row.next() ? row.getString(1) : null);
    }

    /** The first column of the first row; 0 when it is null or there is none. */
    long number(String sql) {
        return query(sql, row -> row.next() ? row.getLong(1) : 0);
    }

    double decimal(String sql) {
        return query(sql, row -> row.next() ? row.getDouble(1) : 0);
    }

    /** By the database's clock. */
    Instant now() {
        return query("select clock_timestamp()", row -> {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        });
    }

    /** The first column of every row, in microseconds. */
    Times times(String sql) {
        return query(sql, row -> {
            Times times = new Times();
            while (row.next()) {
                times.addMicros(row.getLong(1));
            }
            return times;
        });
    }

    <T> T query(String sql, Reading<T> reading) {
        try (Connection connection = asSuperuser.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return reading.of(row);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not ask: " + sql, e);
        }
    }

    /**
     * Waits until the query has no row. Asks over one connection: a new one each time costs PostgreSQL more than the answer.
     *
     * @param what is waited for
     */
    void awaitNone(String what, Duration longest, String sql) {
        asking(sql, statement -> {
            Patience.until(what, longest, () -> none(statement));
            return true;
        });
    }

    /** The same, for who may not be done by then: false when there is a row still. */
    boolean noneWithin(Duration longest, Duration every, String sql) {
        return asking(sql, statement -> Patience.within(longest, every, () -> none(statement)));
    }

    private boolean asking(String sql, Predicate<PreparedStatement> wait) {
        try (Connection connection = asSuperuser.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return wait.test(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not ask: " + sql, e);
        }
    }

    private static boolean none(PreparedStatement statement) {
        try (ResultSet row = statement.executeQuery()) {
            return !row.next();
        } catch (SQLException e) {
            throw new IllegalStateException("Could not ask: " + statement, e);
        }
    }

    /** What becomes of the rows. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }
}
