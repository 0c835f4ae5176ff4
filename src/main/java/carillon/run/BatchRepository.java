package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads batches with counts of what became of their runs; cancels what is left of one. */
@ApplicationScoped
public class BatchRepository {

    /** With one row for each state of a batch's runs, by index run_batch. */
    private static final String COUNTED =
            """
            select b.*, r.state::text as state_name, r.runs
              from (%s) b
              left join lateral (
                select state, count(*) as runs from run where batch = b.id group by state) r on true
             order by b.created_at desc, b.id desc""";

    private static final String FIND = COUNTED.formatted("select * from batch where id = ? and tenant = ?");

    /** By index batch_created, or batch_job. */
    private static final String LIST =
            "select * from batch where tenant = ? %s order by created_at desc, id desc limit ?";

    /** What is open is read from index run_batch_open, which holds nothing else. */
    private static final Map<BatchState, String> IN_STATE = Map.of(
            BatchState.open,
            " and id in (select batch from run where batch is not null and finished_at is null)",
            BatchState.ended,
            " and not exists (select 1 from run r where r.batch = batch.id and r.finished_at is null)");

    /** What is missed and not yet caught up with will be skipped: the timer finds the limit reached. */
    private static final String STOP =
            """
            update job set caught_up = 2147483647 where id = (select job_id from batch where id = ?) and catch_up = ?""";

    private static final String MARK =
            "update batch set cancelled_at = coalesce(cancelled_at, clock_timestamp()) where id = ? and tenant = ?";

    /** By index run_batch_open. */
    private static final String CANCEL =
            """
            update run
               set state = 'cancelled', reason = ?, finished_at = clock_timestamp(), blocked = false
             where batch = ? and finished_at is null
            returning id, job_id, queue, member, concurrency_key""";

    private final Database database;

    /** For the container's proxy. */
    protected BatchRepository() {
        this(null);
    }

    @Inject
    public BatchRepository(Database database) {
        this.database = database;
    }

    Optional<BatchView> find(String tenant, UUID id) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setObject(1, id);
                statement.setString(2, tenant);
                try (ResultSet row = statement.executeQuery()) {
                    return views(row).stream().findFirst();
                }
            }
        });
    }

    /** One more than the limit, to tell of another page. */
    List<BatchView> list(BatchFilter filter) {
        List<Object> values = new ArrayList<>(List.of(filter.tenant()));
        StringBuilder conditions = new StringBuilder();
        if (filter.job() != null) {
            conditions.append(" and job_id = ?");
            values.add(filter.job());
        }
        if (filter.kind() != null) {
            conditions.append(" and kind = ?");
            values.add(filter.kind());
        }
        if (filter.after() != null) {
            conditions.append(" and (created_at, id) < (?, ?)");
            values.add(Sql.time(filter.after().createdAt()));
            values.add(filter.after().id());
        }
        if (filter.state() != null) {
            conditions.append(IN_STATE.get(filter.state()));
        }
        values.add(filter.limit() + 1);
        String sql = COUNTED.formatted(LIST.formatted(conditions));
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.get(i));
                }
                try (ResultSet row = statement.executeQuery()) {
                    return views(row);
                }
            }
        });
    }

    /** One row for each state of a batch's runs; one without a state when it has none. */
    private static List<BatchView> views(ResultSet row) throws SQLException {
        Map<UUID, Map<String, Long>> runs = new HashMap<>();
        Map<UUID, BatchView> views = new LinkedHashMap<>();
        while (row.next()) {
            UUID id = Sql.uuid(row, "id");
            Map<String, Long> its = runs.computeIfAbsent(id, batch -> new HashMap<>());
            if (row.getString("state_name") != null) {
                its.put(row.getString("state_name"), row.getLong("runs"));
            }
            views.put(id, view(row, id, its));
        }
        return List.copyOf(views.values());
    }

    private static BatchView view(ResultSet row, UUID id, Map<String, Long> runs) throws SQLException {
        long open = count(runs, RunState.scheduled) + count(runs, RunState.active) + count(runs, RunState.retrying);
        return new BatchView(
                id,
                Sql.uuid(row, "job_id"),
                row.getString("kind"),
                open > 0 ? BatchState.open : BatchState.ended,
                Sql.instant(row, "from_at"),
                Sql.instant(row, "to_at"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "cancelled_at"),
                runs.values().stream().mapToLong(Long::longValue).sum(),
                count(runs, RunState.scheduled),
                count(runs, RunState.active),
                count(runs, RunState.retrying),
                count(runs, RunState.succeeded),
                count(runs, RunState.failed),
                count(runs, RunState.cancelled),
                count(runs, RunState.skipped));
    }

    private static long count(Map<String, Long> runs, RunState state) {
        return runs.getOrDefault(state.name(), 0L);
    }

    /**
     * Cancels what is not final of a batch, and what a catch-up under way would still add, in the caller's transaction;
     * empty when there is no such batch. The job's row comes first: the timer that writes for it has committed then, or
     * finds its plan outdated.
     */
    Optional<RunRepository.CancelledRuns> cancel(String tenant, UUID batch, String reason) {
        return database.durable(connection -> {
            stop(connection, batch);
            if (!marked(connection, tenant, batch)) {
                return Optional.empty();
            }
            return Optional.of(cancelRuns(connection, batch, reason));
        });
    }

    private static void stop(Connection connection, UUID batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STOP)) {
            statement.setObject(1, batch);
            statement.setObject(2, batch);
            statement.executeUpdate();
        }
    }

    private static boolean marked(Connection connection, String tenant, UUID batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            statement.setObject(1, batch);
            statement.setString(2, tenant);
            return statement.executeUpdate() == 1;
        }
    }

    private static RunRepository.CancelledRuns cancelRuns(Connection connection, UUID batch, String reason)
            throws SQLException {
        RunRepository.CancelledRuns cancelled =
                new RunRepository.CancelledRuns(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
        try (PreparedStatement statement = connection.prepareStatement(CANCEL)) {
            statement.setString(1, reason);
            statement.setObject(2, batch);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    cancelled.add(row, Sql.uuid(row, "job_id"), row.getString("queue"), reason);
                }
            }
        }
        return cancelled;
    }
}
