package carillon.run;

import carillon.job.Job;
import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds runs for people, and changes the open runs of one job in the caller's transaction. */
@ApplicationScoped
public class RunRepository {

    private static final String SELECT =
            """
            select r.*, r.state::text as state_name, j.name as job_name,
                   coalesce((j.spec->'retry'->>'maxAttempts')::int, 1) + r.forgiven as max_attempts
              from run r left join job j on j.id = r.job_id
             where\s""";

    /** One step down index run_job for each job and partition. */
    private static final String LAST =
            """
            select w.id as job_id, r.id, r.state::text as state_name, r.scheduled_at, r.finished_at,
                   exists (select 1 from run o
                            where o.job_id = w.id and o.finished_at is null
                              and o.id >= coalesce(r.id, '00000000-0000-0000-0000-000000000000')) as open
              from unnest(?::uuid[]) as w(id)
              left join lateral (
               select id, state, scheduled_at, finished_at
                 from run
                where job_id = w.id and (state <> 'scheduled' or due_at <= now())
                order by id desc
                limit 1) r on true""";

    /**
     * A job without a bound on its runs, or with a key of its own, has no runs under its id as key; they are found by index
     * run_job instead of run_key and run_blocked.
     */
    private static final String CANCEL_KEYED = cancel(
            """
            id in (select id from run where <coming> = ?::text
                   union all
                   select id from run where <blocked> = ?::text)"""
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<blocked>", KeyedRuns.BLOCKED));

    private static final String CANCEL = cancel("job_id = ?::uuid");

    private final Database database;

    /** For the container's proxy. */
    protected RunRepository() {
        this(null);
    }

    @Inject
    public RunRepository(Database database) {
        this.database = database;
    }

    Optional<RunView> find(String tenant, UUID id) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SELECT + "r.id = ? and r.tenant = ?")) {
                statement.setObject(1, id);
                statement.setString(2, tenant);
                List<RunView> found = views(statement);
                return found.stream().findFirst();
            }
        });
    }

    /**
     * By id, which is by instant, partition after partition; one more than the limit, to tell of another page. For filters that
     * leave nothing to ask of each run.
     */
    List<RunView> list(RunFilter filter) {
        RunConditions conditions = RunConditions.ofPage(filter);
        String sql = SELECT + conditions + " order by r.id desc limit " + (filter.limit() + 1);
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Sql.bind(statement, conditions.values());
                return views(statement);
            }
        });
    }

    /** By the primary key; newest instant first. */
    List<RunView> list(List<UUID> ids) {
        String sql = SELECT + "r.id = any(?) order by r.id desc";
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(1, Sql.array(connection, "uuid", ids, id -> id));
                return views(statement);
            }
        });
    }

    Map<UUID, LastRun> lastRuns(Collection<UUID> jobs) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LAST)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                Map<UUID, LastRun> last = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        last.put(Sql.uuid(row, "job_id"), lastRun(row));
                    }
                }
                return last;
            }
        });
    }

    /** Cancels what is not final of a job whose row the caller has locked. */
    CancelledRuns cancelOpen(Job job, String reason) {
        // Runs of a definition that has changed may have been fired with another key, or without one.
        boolean keyed = job.version() == 1
                && !job.spec().schedule().oneShot()
                && job.spec().concurrency().limited()
                && job.spec().concurrency().key() == null
                && !job.spec().target().all();
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(keyed ? CANCEL_KEYED : CANCEL)) {
                statement.setString(1, reason);
                statement.setString(2, job.id().toString());
                if (keyed) {
                    statement.setString(3, job.id().toString());
                }
                CancelledRuns cancelled = new CancelledRuns(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        cancelled.add(row, job.id(), job.queue(), reason);
                    }
                }
                return cancelled;
            }
        });
    }

    private static String cancel(String which) {
        return """
            update run
               set state = 'cancelled', reason = ?, finished_at = clock_timestamp(), blocked = false
             where finished_at is null and %s
            returning id, member, concurrency_key"""
                .formatted(which);
    }

    private static List<RunView> views(PreparedStatement statement) throws SQLException {
        List<RunView> views = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                views.add(RunRow.view(row));
            }
        }
        return views;
    }

    private static LastRun lastRun(ResultSet row) throws SQLException {
        return new LastRun(
                Sql.uuid(row, "id"),
                row.getString("state_name") == null ? null : RunState.valueOf(row.getString("state_name")),
                Sql.instant(row, "scheduled_at"),
                Sql.instant(row, "finished_at"),
                row.getBoolean("open"));
    }

    /** Runs that were cancelled: what to tell of them, which of them a member was performing, and the keys of those. */
    record CancelledRuns(List<RunEvent> events, List<UUID> active, Set<String> keys) {

        void add(ResultSet row, UUID job, String queue, String reason) throws SQLException {
            UUID run = Sql.uuid(row, "id");
            events.add(new RunEvent.Cancelled(run, job, queue, reason));
            if (row.getObject("member") != null) {
                active.add(run);
                if (row.getString("concurrency_key") != null) {
                    keys.add(row.getString("concurrency_key"));
                }
            }
        }
    }
}
