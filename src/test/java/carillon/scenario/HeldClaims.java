package carillon.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Claims of one member that do not get through: they wait in the database, with nothing changed, until their connections
 * are cut. Everything else that the member writes gets through.
 */
final class HeldClaims implements AutoCloseable {

    private static final int GATE = 44;

    private static final String INSTALL =
            """
            create function held_claim() returns trigger language plpgsql as $$ begin
              perform pg_advisory_xact_lock_shared(%1$d);
              return new;
            end $$;
            create trigger held_claim before update on run
              for each row when (new.member = '%2$s' and new.attempt > old.attempt) execute function held_claim()""";

    private static final String REMOVE = "drop trigger held_claim on run; drop function held_claim";

    private static final String WAITING =
            "select count(pid) from pg_locks where locktype = 'advisory' and objid = %d and not granted"
                    .formatted(GATE);

    private static final String CUT = WAITING.replace("count(pid)", "count(pg_terminate_backend(pid))");

    private static final String DEADLOCK = "40P01";
    private static final int MOST_TRIALS = 5;

    private final DataSource database;
    private final Connection gate;

    private HeldClaims(DataSource database, Connection gate) {
        this.database = database;
        this.gate = gate;
    }

    static HeldClaims of(UUID member, DataSource database) {
        try {
            Connection gate = database.getConnection();
            try (Statement statement = gate.createStatement()) {
                statement.execute("select pg_advisory_lock(" + GATE + ")");
                statement.execute(INSTALL.formatted(GATE, member));
            }
            return new HeldClaims(database, gate);
        } catch (SQLException e) {
            throw new IllegalStateException("Claims cannot be held", e);
        }
    }

    /** Claims that are held now. */
    long waiting() {
        return number(WAITING);
    }

    /** Those that are held now never took place. */
    void cut() {
        number(CUT);
    }

    /** What is held still, and what comes from now on, gets through. */
    @Override
    public void close() {
        try (gate;
                Statement statement = gate.createStatement()) {
            statement.execute("select pg_advisory_unlock(" + GATE + ")");
            remove(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("Claims are held still", e);
        }
    }

    /** It locks the tables of all days, which members may have locked in another order. */
    private static void remove(Statement statement) throws SQLException {
        for (int trial = 1; ; trial++) {
            try {
                statement.execute(REMOVE);
                return;
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState()) || trial == MOST_TRIALS) {
                    throw e;
                }
            }
        }
    }

    private long number(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + sql, e);
        }
    }
}
