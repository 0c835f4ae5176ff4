package carillon.job;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Stores and finds blackouts; in the caller's transaction when there is one. There are few: each is read whole. */
@ApplicationScoped
public class BlackoutRepository {

    private static final String COLUMNS =
            """
            name, from_at, until_at, queues, reason, policy, created_at, updated_at,
            from_at <= statement_timestamp() and until_at > statement_timestamp() as active""";

    private static final String LIST = "select " + COLUMNS + " from blackout order by name";

    /** Uses index blackout_until. */
    private static final String ENDING_AFTER = "select " + COLUMNS + " from blackout where until_at > ? order by name";

    private static final String PUT =
            """
            insert into blackout (name, from_at, until_at, queues, reason, policy, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp())
            on conflict (name) do update
               set from_at = excluded.from_at, until_at = excluded.until_at, queues = excluded.queues,
                   reason = excluded.reason, policy = excluded.policy, updated_at = clock_timestamp()
            returning\s"""
                    + COLUMNS;

    private static final String DELETE = "delete from blackout where name = ?";

    private final Database database;

    /** For the container's proxy. */
    protected BlackoutRepository() {
        this(null);
    }

    @Inject
    public BlackoutRepository(Database database) {
        this.database = database;
    }

    /** By name, those that are over among them. */
    public List<Blackout> list() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST)) {
                return blackouts(statement);
            }
        });
    }

    /** By name, those that are over at that moment left out. */
    public List<Blackout> endingAfter(Instant moment) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ENDING_AFTER)) {
                statement.setObject(1, Sql.time(moment));
                return blackouts(statement);
            }
        });
    }

    public Blackout put(String name, BlackoutSpec definition) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                List<String> queues = definition.queues();
                statement.setString(1, name);
                statement.setObject(2, Sql.time(definition.from()));
                statement.setObject(3, Sql.time(definition.until()));
                statement.setArray(4, queues == null ? null : Sql.array(connection, "text", queues, queue -> queue));
                statement.setString(5, definition.reason());
                statement.setString(6, definition.policy());
                return blackouts(statement).get(0);
            }
        });
    }

    /** False when there was none. */
    public boolean delete(String name) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
                statement.setString(1, name);
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static List<Blackout> blackouts(PreparedStatement statement) throws SQLException {
        List<Blackout> blackouts = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Array queues = row.getArray("queues");
                BlackoutSpec definition = new BlackoutSpec(
                        Sql.instant(row, "from_at"),
                        Sql.instant(row, "until_at"),
                        queues == null ? null : List.of((String[]) queues.getArray()),
                        row.getString("reason"),
                        row.getString("policy"));
                blackouts.add(new Blackout(
                        row.getString("name"),
                        definition,
                        row.getBoolean("active"),
                        Sql.instant(row, "created_at"),
                        Sql.instant(row, "updated_at")));
            }
        }
        return blackouts;
    }
}
