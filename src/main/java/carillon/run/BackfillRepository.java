package carillon.run;

import carillon.job.Job;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes backfills: a batch with a run for each instant that can still get one. */
@ApplicationScoped
public class BackfillRepository {

    /** True for an instant that has its row and never was attempted: it can still get its run. */
    private static final String EXISTING =
            """
            select id, state = 'skipped' or state = 'cancelled' and attempt = 0 as unattempted
              from run
             where id = any(?) and id between ? and ?""";

    private static final String ADD =
            """
            insert into batch (id, tenant, job_id, kind, from_at, to_at, created_at)
            values (?, ?, ?, 'backfill', ?, ?, clock_timestamp())""";

    /** Due one after another in the order of their instants: a microsecond apart, and none in the future. */
    private static final String INSERT =
            """
            insert into run (id, job_id, scheduled_at, due_at, fired_at, epoch, state, priority, tenant, queue,
                             concurrency_key, batch, blocked, target)
            select f.id, ?, f.at, clock_timestamp() - (? - f.place) * interval '1 microsecond', clock_timestamp(), 0,
                   'scheduled', ?, ?, ?, ?, ?, ?, ?
              from unnest(?::uuid[], ?::timestamptz[]) with ordinality as f(id, at, place)
            on conflict (id) do update
               set due_at = excluded.due_at, fired_at = excluded.fired_at, finished_at = null, epoch = 0,
                   state = 'scheduled', priority = excluded.priority, queue = excluded.queue, reason = null,
                   concurrency_key = excluded.concurrency_key, batch = excluded.batch, blocked = excluded.blocked,
                   target = excluded.target
             where run.state = 'skipped' or run.state = 'cancelled' and run.attempt = 0
            returning id, queue, priority, due_at""";

    private final Database database;

    /** For the container's proxy. */
    protected BackfillRepository() {
        this(null);
    }

    @Inject
    public BackfillRepository(Database database) {
        this.database = database;
    }

    /** Which of the runs have a row; true for those that can still be run. */
    Map<UUID, Boolean> existing(List<UUID> ids) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EXISTING)) {
                statement.setArray(1, Sql.array(connection, "uuid", ids, id -> id));
                statement.setObject(2, Collections.min(ids, Ids.BY_TIME));
                statement.setObject(3, Collections.max(ids, Ids.BY_TIME));
                Map<UUID, Boolean> existing = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        existing.put(Sql.uuid(row, 1), row.getBoolean(2));
                    }
                }
                return existing;
            }
        });
    }

    /**
     * Writes the batch with its runs, in the caller's transaction, which has the job's row locked. An instant that was
     * skipped, or cancelled before it was attempted, has its row turned into the run.
     *
     * @param key as it is stored; null for runs that do not wait for each other
     */
    List<RunEvent> add(UUID batch, Job job, String key, Instant from, Instant to, List<Instant> instants) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setObject(1, batch);
                statement.setString(2, job.tenant());
                statement.setObject(3, job.id());
                statement.setObject(4, Sql.time(from));
                statement.setObject(5, Sql.time(to));
                statement.executeUpdate();
            }
            return insert(connection, batch, job, key, instants);
        });
    }

    private static List<RunEvent> insert(Connection connection, UUID batch, Job job, String key, List<Instant> instants)
            throws SQLException {
        String target = RunTarget.of(job.spec().target());
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, job.id());
            statement.setInt(2, instants.size());
            statement.setInt(3, NewRun.BATCH_PRIORITY);
            statement.setString(4, job.tenant());
            statement.setString(5, job.queue());
            statement.setString(6, key);
            statement.setObject(7, batch);
            statement.setBoolean(8, key != null);
            statement.setString(9, target);
            statement.setArray(10, Sql.array(connection, "uuid", instants, at -> Ids.ofRun(job.id(), at, 0)));
            statement.setArray(11, Sql.array(connection, "timestamptz", instants, Sql::time));
            List<RunEvent> fired = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    fired.add(new RunEvent.Fired(
                            Sql.uuid(row, "id"),
                            job.id(),
                            row.getString("queue"),
                            job.tenant(),
                            row.getInt("priority"),
                            Sql.instant(row, "due_at"),
                            0,
                            key != null,
                            target));
                }
            }
            return fired;
        }
    }
}
