package carillon.run;

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
import java.util.List;
import java.util.UUID;

/** Changes runs at the request of a person, by their primary key and only from the states that allow it. */
@ApplicationScoped
public class RunControlRepository {

    private static final String CANCEL =
            """
            update run
               set state = 'cancelled', reason = ?, cancelled_by = ?, finished_at = clock_timestamp(), blocked = false,
                   dead = false
             where id = any(?) and id between ? and ? and tenant = ?
               and (finished_at is null or state = 'failed' and reason = 'held')
            returning id, job_id, queue, member, concurrency_key""";

    /**
     * The attempts so far are forgiven, crashes among them. The newest, which is told by the columns, joins the earlier
     * ones, unless it is among them already as one that was cancelled while it waited for the next.
     */
    private static final String REOPEN =
            """
            update run r
               set state = case when r.attempt = 0 then 'scheduled' else 'retrying' end::run_state,
                   due_at = clock_timestamp(), finished_at = null, dead = false, fingerprint = null,
                   reason = 'retried', cancelled_by = null,
                   result = null, forgiven = r.attempt, crashes = 0, callback_until = null, payload = coalesce(?::jsonb, r.payload),
                   attempts = case
                     when r.attempt = 0 or r.attempts @> jsonb_build_array(jsonb_build_object('number', r.attempt))
                       then r.attempts
                     else coalesce(r.attempts, '[]'::jsonb) || jsonb_build_object(
                       'number', r.attempt, 'member', r.member, 'error', r.error,
                       'outcome', case when r.reason in ('crashed', 'held') then 'crashed' else r.state::text end,
                       'startedAt', coalesce(r.started_at, r.claimed_at), 'finishedAt', r.finished_at) end
              from job j
             where r.id = any(?) and r.id between ? and ? and r.tenant = ? and r.state in ('failed', 'cancelled')
               and r.erased_at is null
               and j.id = r.job_id and j.deleted_at is null
            returning r.id, r.job_id, r.queue, r.priority, r.due_at, r.state::text as state, r.target""";

    private static final String ERASE =
            """
            update run
               set payload = null, result = null, error = null, attempts = null, progress_message = null,
                   dead = false, fingerprint = null, erased_at = clock_timestamp()
             where id = any(?) and id between ? and ? and tenant = ? and finished_at is not null and erased_at is null""";

    /** What was logged by runs that are erased by now. */
    private static final String ERASE_LOGS =
            """
            delete from run_log l
             using run r
             where l.run_id = any(?) and l.run_id between ? and ? and r.id = l.run_id and r.tenant = ?
               and r.erased_at is not null""";

    private final Database database;

    /** For the container's proxy. */
    protected RunControlRepository() {
        this(null);
    }

    @Inject
    public RunControlRepository(Database database) {
        this.database = database;
    }

    /** Those that were cancelled; the others are final already, or not there. */
    List<Ended> cancel(String tenant, List<UUID> ids, String reason, String author) {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CANCEL)) {
                statement.setString(1, reason);
                statement.setString(2, author);
                bind(connection, statement, 3, ids, tenant);
                List<Ended> ended = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        ended.add(new Ended(
                                Sql.uuid(row, "id"),
                                Sql.uuid(row, "job_id"),
                                row.getString("queue"),
                                Sql.uuid(row, "member"),
                                row.getString("concurrency_key")));
                    }
                }
                return ended;
            }
        });
    }

    /**
     * Those that begin again; the others are in another state, their job is deleted, or they are not there.
     *
     * @param payload in place of the one they had; null for the same
     */
    List<Reopened> reopen(String tenant, List<UUID> ids, String payload) {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REOPEN)) {
                statement.setString(1, payload);
                bind(connection, statement, 2, ids, tenant);
                List<Reopened> reopened = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        reopened.add(new Reopened(
                                Sql.uuid(row, "id"),
                                Sql.uuid(row, "job_id"),
                                row.getString("queue"),
                                row.getInt("priority"),
                                Sql.instant(row, "due_at"),
                                RunState.valueOf(row.getString("state")),
                                row.getString("target")));
                    }
                }
                return reopened;
            }
        });
    }

    /** Those that are over and were not erased before; returns how many. One transaction of the caller's. */
    int erase(String tenant, List<UUID> ids) {
        return database.durable(connection -> {
            try (PreparedStatement erase = connection.prepareStatement(ERASE);
                    PreparedStatement logs = connection.prepareStatement(ERASE_LOGS)) {
                bind(connection, erase, 1, ids, tenant);
                int erased = erase.executeUpdate();
                bind(connection, logs, 1, ids, tenant);
                logs.executeUpdate();
                return erased;
            }
        });
    }

    /** The bounds keep the plan to the partitions the ids are in. */
    private static void bind(
            Connection connection, PreparedStatement statement, int from, List<UUID> ids, String tenant)
            throws SQLException {
        statement.setArray(from, Sql.array(connection, "uuid", ids, id -> id));
        statement.setObject(from + 1, Collections.min(ids, Ids.BY_TIME));
        statement.setObject(from + 2, Collections.max(ids, Ids.BY_TIME));
        statement.setString(from + 3, tenant);
    }

    /**
     * A run that was cancelled.
     *
     * @param member of its newest attempt, which may be under way; null when there was none
     * @param key whose place it may have held; null for none
     */
    record Ended(UUID id, UUID job, String queue, UUID member, String key) {}

    /** A run that begins again. */
    record Reopened(UUID id, UUID job, String queue, int priority, Instant dueAt, RunState now, String target) {}
}
