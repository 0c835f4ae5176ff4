package carillon.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/** A run's row that was tampered with behind the application's back; at the end it is as it was. */
final class PlantedFault implements AutoCloseable {

    private static final String READ = "select row_to_json(r)::text from run r where id = ?";
    private static final String WRITE = "insert into run select * from json_populate_record(null::run, ?::json)";
    private static final String COPY =
            """
            insert into run
            select c.* from run r, jsonb_populate_record(r, jsonb_build_object('id', ?::uuid)) c where r.id = ?""";
    private static final String MOVE = "update run set scheduled_at = scheduled_at + ?::interval where id = ?";
    private static final String DELETE = "delete from run where id = ?";

    private final DataSource database;
    private final UUID run;
    private final UUID copy;
    private final String row;
    private final String what;

    private PlantedFault(DataSource database, UUID run, String what) {
        this.database = database;
        this.run = run;
        // Its first half is the instant.
        this.copy = new UUID(run.getMostSignificantBits(), run.getLeastSignificantBits() ^ 1);
        this.row = read();
        this.what = what;
    }

    static PlantedFault deleted(DataSource database, UUID run) {
        PlantedFault fault = new PlantedFault(database, run, "deleted");
        fault.write(DELETE, run);
        return fault;
    }

    static PlantedFault doubled(DataSource database, UUID run) {
        PlantedFault fault = new PlantedFault(database, run, "doubled");
        fault.write(COPY, fault.copy, run);
        return fault;
    }

    /** The row says another instant. */
    static PlantedFault moved(DataSource database, UUID run, Duration by) {
        PlantedFault fault = new PlantedFault(database, run, "moved");
        fault.write(MOVE, by.toString(), run);
        return fault;
    }

    @Override
    public void close() {
        write(DELETE, run);
        write(DELETE, copy);
        write(WRITE, row);
    }

    @Override
    public String toString() {
        return "run " + run + " " + what;
    }

    private String read() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setObject(1, run);
            try (ResultSet read = statement.executeQuery()) {
                read.next();
                return read.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The row of run " + run + " could not be read", e);
        }
    }

    private void write(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("The row of run " + run + " could not be tampered with", e);
        }
    }
}
