package carillon.platform;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Translates between Java's types and the columns and arrays of the tables. Reads without naming the class that is wanted: the
 * container's result sets search for that method by reflection each time, which took a third of a claim.
 */
public final class Sql {

    /** Before that, the driver's timestamps count by the Julian calendar. */
    private static final long GREGORIAN_MILLIS =
            Instant.parse("1600-01-01T00:00:00Z").toEpochMilli();

    private Sql() {}

    /** An array parameter: one element for each item. */
    public static <T> Array array(Connection connection, String type, Collection<T> items, Function<T, ?> element)
            throws SQLException {
        return connection.createArrayOf(type, items.stream().map(element).toArray());
    }

    public static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        if (time == null) {
            return null;
        }
        return time.getTime() < GREGORIAN_MILLIS
                ? row.getObject(column, OffsetDateTime.class).toInstant()
                : time.toInstant();
    }

    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return (UUID) row.getObject(column);
    }

    public static UUID uuid(ResultSet row, int column) throws SQLException {
        return (UUID) row.getObject(column);
    }

    /** Sets all parameters of the statement. */
    public static void bind(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
