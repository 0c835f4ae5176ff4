package carillon.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Asks the database while a scenario goes on. Throws unchecked when it is away, which waits look over. */
final class Rows {

    private final DataSource database;

    Rows(DataSource database) {
        this.database = database;
    }

    /** By the database's clock. */
    Instant now() {
        return instant("select clock_timestamp()");
    }

    /** The first column of the only row; 0 when that is null. */
    long number(String sql, Object... values) {
        return ask(row -> row.next() ? row.getLong(1) : 0, sql, values);
    }

    /** The first column of the only row; null when that is. */
    Instant instant(String sql, Object... values) {
        return ask(
                row -> {
                    OffsetDateTime time = row.next() ? row.getObject(1, OffsetDateTime.class) : null;
                    return time == null ? null : time.toInstant();
                },
                sql,
                values);
    }

    /** The first column of every row. */
    Set<UUID> ids(String sql, Object... values) {
        return ask(
                row -> {
                    Set<UUID> ids = new HashSet<>();
                    while (row.next()) {
                        ids.add(row.getObject(1, UUID.class));
                    }
                    return ids;
                },
                sql,
                values);
    }

    private <T> T ask(Reading<T> reading, String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, value(connection, values[i]));
            }
            try (ResultSet row = statement.executeQuery()) {
                return reading.of(row);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + sql, e);
        }
    }

    private static Object value(Connection connection, Object value) throws SQLException {
        if (value instanceof Collection<?> ids) {
            return connection.createArrayOf("uuid", ids.toArray());
        }
        return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
    }

    /** Makes something of an answer. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }
}
