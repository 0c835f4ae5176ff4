package carillon.scenario;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads what the triggers of {@link JournalTables} have written; but nothing of jobs that run on all members, whose instants
 * have more rows than one.
 */
final class JournalReader {

    private static final String ENTRIES =
            """
            select *
              from journal.entry
             where number > ?
               and (job is null or job not in (select id from job where spec->'target'->>'members' = 'all'))
             order by number""";

    private static final String QUEUES = "select name, max_active from queue where max_active is not null";
    private static final String TENANTS = "select id, max_active from tenant where max_active is not null";

    private static final int AT_ONCE = 10_000;

    private final DataSource database;

    JournalReader(DataSource database) {
        this.database = database;
    }

    /** What has come after the entry of that number; 0 for everything. Bounds are those that are set now. */
    Journal readAfter(long number) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
                statement.setFetchSize(AT_ONCE);
                statement.setLong(1, number);
                List<JournalEntry> entries = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        entries.add(entry(row));
                    }
                }
                return new Journal(entries, bounds(connection, QUEUES), bounds(connection, TENANTS));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The journal could not be read", e);
        }
    }

    /** Of the newest entry; 0 when there is none. */
    long lastNumber() {
        return new Rows(database).number("select coalesce(max(number), 0) from journal.entry");
    }

    private static Map<String, Integer> bounds(Connection connection, String sql) throws SQLException {
        Map<String, Integer> bounds = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                bounds.put(row.getString(1), row.getInt(2));
            }
        }
        return bounds;
    }

    private static JournalEntry entry(ResultSet row) throws SQLException {
        return new JournalEntry(
                row.getLong("number"),
                instant(row, "at"),
                JournalEntry.Kind.valueOf(row.getString("kind")),
                row.getObject("run", UUID.class),
                row.getObject("job", UUID.class),
                row.getString("tenant"),
                row.getString("queue"),
                row.getString("key"),
                instant(row, "scheduled_at"),
                instant(row, "due_at"),
                row.getString("before"),
                row.getString("after"),
                row.getInt("attempt_before"),
                row.getInt("attempt"),
                row.getObject("member_before", UUID.class),
                row.getObject("member", UUID.class),
                row.getLong("epoch"),
                row.getString("reason"),
                row.getString("outcome"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
