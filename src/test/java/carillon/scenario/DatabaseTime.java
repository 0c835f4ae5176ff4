package carillon.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;

/** Reads the database's clock again and again, on one connection. */
final class DatabaseTime implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement statement;

    DatabaseTime(DataSource database) throws SQLException {
        connection = database.getConnection();
        statement = connection.prepareStatement("select clock_timestamp()");
    }

    Instant now() throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
