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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Translates between Java's types and the columns and arrays of the tables. Reads without naming the class that is wanted: the
 * container's result sets search for that method by reflection each time, which took a third of a claim.
 */
public final class Sql {

    /** Before that, the driver's timestamps count by the Julian calendar. */
    private static final long GREGORIAN_MILLIS =
            Instant.parse("1600-01-01T00:00:00Z").toEpochMilli();

    private Sql() {}

    /**
     * An array parameter: one element for each item, {@link UUID} for {@code uuid} and {@link OffsetDateTime} for
     * {@code timestamptz}. It goes as bytes, for as text it would be written, masked and read for longer than a statement
     * takes for its rows.
     *
     * @param type PostgreSQL's name of an element's: {@code uuid}, {@code timestamptz}, {@code text}, {@code int4},
     *     {@code int8}, {@code float8} or {@code bool}
     * @param element null for null
     */
    public static <T> Array array(Connection connection, String type, Collection<T> items, Function<T, ?> element)
            throws SQLException {
        Stream<?> elements = items.stream().map(element);
        return switch (type) {
            case "uuid" -> array(connection, Oid.UUID_ARRAY, ArrayBytes.ofIds(elements.toArray()));
            case "timestamptz" -> array(connection, Oid.TIMESTAMPTZ_ARRAY, ArrayBytes.ofTimes(elements.toArray()));
            // Of elements of these classes the driver makes bytes.
            case "text" -> connection.createArrayOf(type, elements.toArray(String[]::new));
            case "int4" -> connection.createArrayOf(type, elements.toArray(Integer[]::new));
            case "int8" -> connection.createArrayOf(type, elements.toArray(Long[]::new));
            case "float8" -> connection.createArrayOf(type, elements.toArray(Double[]::new));
            case "bool" -> connection.createArrayOf(type, elements.toArray(Boolean[]::new));
            default -> throw new IllegalArgumentException("No array of " + type);
        };
    }

    /** By the driver's interface: of the container's pool comes a proxy of it. */
    private static Array array(Connection connection, int type, byte[] bytes) throws SQLException {
        return new PgArray(connection.unwrap(BaseConnection.class), type, bytes);
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

    /** Takes a look. */
    public static Look look(Connection connection, String sql, List<?> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            List<UUID> found = new ArrayList<>();
            UUID until = null;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getBoolean("last")) {
                        until = uuid(row, "id");
                    } else {
                        found.add(uuid(row, "id"));
                    }
                }
            }
            return new Look(found, until);
        }
    }

    /** Sets all parameters of the statement. */
    public static void bind(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
