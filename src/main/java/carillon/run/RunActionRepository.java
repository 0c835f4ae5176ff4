package carillon.run;

import carillon.platform.Database;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Stores actions on many runs with their progress, and finds the runs that are next. */
@ApplicationScoped
public class RunActionRepository {

    /** Counting goes no further. */
    static final int MOST_COUNTED = 1_000_000;

    private static final String ADD =
            """
            insert into run_action (id, tenant, action, filter, reason, author, matched, payload, created_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb, clock_timestamp())""";

    private static final String FIND = "select *, filter::text as criteria from run_action where id = ? and tenant = ?";

    /** Another member that works on it, such as a timer that was deposed in this moment, is not waited for. */
    private static final String LOCK_OLDEST =
            """
            select *, filter::text as criteria
              from run_action
             where ended_at is null
             order by created_at
             limit 1
               for update skip locked""";

    private static final String PROGRESS =
            """
            update run_action
               set after = ?, done = done + ?, ended_at = case when ? then clock_timestamp() end
             where id = ?""";

    private final Database database;

    /** For the container's proxy. */
    protected RunActionRepository() {
        this(null);
    }

    @Inject
    public RunActionRepository(Database database) {
        this.database = database;
    }

    /** How many runs of each queue match. */
    Map<String, Long> count(String tenant, RunActionKind action, RunActionFilter filter) {
        RunConditions conditions = conditions(tenant, action, filter);
        String sql = "select queue, count(*) from (select r.queue from run r left join job j on j.id = r.job_id where "
                + conditions + " limit " + MOST_COUNTED + ") matching group by queue";
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Sql.bind(statement, conditions.values());
                Map<String, Long> counts = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        counts.put(row.getString(1), row.getLong(2));
                    }
                }
                return counts;
            }
        });
    }

    void add(
            UUID id,
            String tenant,
            RunActionKind action,
            RunActionFilter filter,
            String reason,
            String author,
            long matched,
            String payload) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setObject(1, id);
                statement.setString(2, tenant);
                statement.setString(3, action.name());
                statement.setString(4, Json.write(filter));
                statement.setString(5, reason);
                statement.setString(6, author);
                statement.setLong(7, matched);
                statement.setString(8, payload);
                return statement.executeUpdate();
            }
        });
    }

    Optional<RunActionView> find(String tenant, UUID id) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setObject(1, id);
                statement.setString(2, tenant);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(view(row)) : Optional.empty();
                }
            }
        });
    }

    /** Locks it until the caller's transaction ends. */
    Optional<Open> lockOldest() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK_OLDEST);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(open(row)) : Optional.empty();
            }
        });
    }

    /** Runs that it is for and has not come by. */
    List<UUID> next(Open open, int limit) {
        RunConditions conditions = conditions(open.tenant(), open.action(), open.filter());
        String order = "";
        if (open.action() != RunActionKind.cancel) {
            // What fails again is not retried again, nor deleted. In order, which is that of the index of dead letters.
            conditions.and("r.finished_at <= ?", Sql.time(open.createdAt())).and("r.id > ?::uuid", open.after());
            order = " order by r.id";
        } else {
            // What was cancelled does not match any more. In no order, so that the index of open runs serves.
            conditions.and("r.fired_at <= ?", Sql.time(open.createdAt()));
        }
        String sql = "select r.id from run r left join job j on j.id = r.job_id where " + conditions + order + " limit "
                + limit;
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Sql.bind(statement, conditions.values());
                List<UUID> ids = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        ids.add(Sql.uuid(row, 1));
                    }
                }
                return ids;
            }
        });
    }

    void progress(UUID id, UUID after, int done, boolean ended) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
                statement.setObject(1, after);
                statement.setInt(2, done);
                statement.setBoolean(3, ended);
                statement.setObject(4, id);
                return statement.executeUpdate();
            }
        });
    }

    /** With what lets the partial indexes of open runs and of dead letters serve. */
    private static RunConditions conditions(String tenant, RunActionKind action, RunActionFilter filter) {
        RunFilter runs = new RunFilter(
                tenant,
                filter.job(),
                filter.state(),
                filter.queue(),
                filter.member() == null ? null : filter.member().toString(),
                filter.batch(),
                filter.since(),
                filter.until(),
                filter.q(),
                filter.fingerprint(),
                null,
                1);
        RunConditions conditions = RunConditions.of(runs).text(runs);
        if (action == RunActionKind.cancel) {
            return conditions.and("r.finished_at is null");
        }
        conditions.and("r.erased_at is null");
        if (filter.state() == RunState.failed) {
            return conditions.and("r.dead");
        }
        return conditions
                .and("r.finished_at is not null")
                .and(action.states().stream()
                        .map(state -> "'" + state + "'")
                        .collect(Collectors.joining(", ", "r.state in (", ")")));
    }

    private static RunActionView view(ResultSet row) throws SQLException {
        return new RunActionView(
                Sql.uuid(row, "id"),
                RunActionKind.valueOf(row.getString("action")),
                Json.read(row.getString("criteria"), RunActionFilter.class),
                row.getString("reason"),
                row.getString("author"),
                row.getLong("matched"),
                row.getLong("done"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "ended_at"));
    }

    private static Open open(ResultSet row) throws SQLException {
        return new Open(
                Sql.uuid(row, "id"),
                row.getString("tenant"),
                RunActionKind.valueOf(row.getString("action")),
                Json.read(row.getString("criteria"), RunActionFilter.class),
                row.getString("reason"),
                row.getString("author"),
                row.getString("payload"),
                Sql.uuid(row, "after"),
                Sql.instant(row, "created_at"));
    }

    /**
     * An action that goes on.
     *
     * @param payload JSON text in place of the one that the runs had; null for the same
     * @param after the last run that it has come by; null at its beginning
     */
    record Open(
            UUID id,
            String tenant,
            RunActionKind action,
            RunActionFilter filter,
            String reason,
            String author,
            String payload,
            UUID after,
            Instant createdAt) {}
}
