package carillon.job;

import carillon.platform.Database;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Stores and finds calendars, and the jobs that use them; in the caller's transaction when there is one. */
@ApplicationScoped
public class CalendarRepository {

    private static final String SELECT =
            "select tenant, name, definition::text as definition, version, created_at, updated_at from calendar ";

    private static final String LIST = SELECT + "where tenant = ? order by name";

    private static final String FIND = SELECT + "where tenant = ? and name = any(?)";

    /** Keeps the calendars as they are until the transaction ends, so that an edit finds the jobs it is to plan again. */
    private static final String HOLD = FIND + " order by name for share";

    private static final String PUT =
            """
            insert into calendar (tenant, name, definition, version, created_at, updated_at)
            values (?, ?, ?::jsonb, 1, clock_timestamp(), clock_timestamp())
            on conflict (tenant, name) do update
               set definition = excluded.definition, version = calendar.version + 1, updated_at = clock_timestamp()
            returning tenant, name, definition::text as definition, version, created_at, updated_at""";

    private static final String LOCK = "select version from calendar where tenant = ? and name = ? for update";

    private static final String DELETE = "delete from calendar where tenant = ? and name = ?";

    /** Uses index job_calendars. */
    private static final String USERS =
            """
            select %s
              from job
             where deleted_at is null and spec->'calendars' <> '[]'::jsonb
               and spec->'calendars' @> jsonb_build_array(?::text) and tenant = ?""";

    private static final String USER_IDS = USERS.formatted("id") + " order by id";

    private static final String USER_NAMES = USERS.formatted("name") + " order by name";

    private final Database database;

    /** For the container's proxy. */
    protected CalendarRepository() {
        this(null);
    }

    @Inject
    public CalendarRepository(Database database) {
        this.database = database;
    }

    /** By name. */
    List<Calendar> list(String tenant) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST)) {
                statement.setString(1, tenant);
                return calendars(statement);
            }
        });
    }

    /** Those of the names that there are. */
    Map<String, Calendar> find(String tenant, Collection<String> names) {
        return find(FIND, tenant, names);
    }

    /** Like {@link #find}; they stay as they are until the caller's transaction ends. */
    Map<String, Calendar> hold(String tenant, Collection<String> names) {
        return find(HOLD, tenant, names);
    }

    private Map<String, Calendar> find(String sql, String tenant, Collection<String> names) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, tenant);
                statement.setArray(2, Sql.array(connection, "text", names, name -> name));
                Map<String, Calendar> found = new HashMap<>();
                calendars(statement).forEach(calendar -> found.put(calendar.name(), calendar));
                return found;
            }
        });
    }

    /** Stores a new calendar, or another definition of one; holds it until the caller's transaction ends. */
    public Calendar put(String tenant, String name, CalendarSpec definition) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                statement.setString(1, tenant);
                statement.setString(2, name);
                statement.setString(3, Json.write(definition));
                return calendars(statement).get(0);
            }
        });
    }

    /** Waits for whoever is about to use it; returns its version, empty when there is none. */
    public OptionalLong lock(String tenant, String name) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
                statement.setString(1, tenant);
                statement.setString(2, name);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    public void delete(String tenant, String name) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
                statement.setString(1, tenant);
                statement.setString(2, name);
                return statement.executeUpdate();
            }
        });
    }

    /** Jobs that name the calendar, paused ones among them. */
    public List<UUID> users(String tenant, String name) {
        return users(USER_IDS, tenant, name, UUID.class);
    }

    public List<String> userNames(String tenant, String name) {
        return users(USER_NAMES, tenant, name, String.class);
    }

    private <T> List<T> users(String sql, String tenant, String name, Class<T> type) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, name);
                statement.setString(2, tenant);
                List<T> users = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        users.add(row.getObject(1, type));
                    }
                }
                return users;
            }
        });
    }

    Optional<Calendar> find(String tenant, String name) {
        return Optional.ofNullable(find(tenant, List.of(name)).get(name));
    }

    private static List<Calendar> calendars(PreparedStatement statement) throws SQLException {
        List<Calendar> calendars = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                calendars.add(new Calendar(
                        row.getString("tenant"),
                        row.getString("name"),
                        Json.read(row.getString("definition"), CalendarSpec.class),
                        row.getLong("version"),
                        Sql.instant(row, "created_at"),
                        Sql.instant(row, "updated_at")));
            }
        }
        return calendars;
    }
}
