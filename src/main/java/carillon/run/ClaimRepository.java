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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * Takes runs exclusively for a member. Claims do not wait for the disk: one that a crash of the database forgets is
 * claimed again.
 */
@ApplicationScoped
public class ClaimRepository {

    /**
     * By the primary key; the bounds keep the plan to the partitions the ids are in. A member that the others have given
     * up claims nothing until its heartbeat has told it so.
     */
    private static final String CLAIM =
            """
            update run r
               set state = 'active', attempt = r.attempt + 1, member = ?, claimed_at = clock_timestamp(),
                   started_at = null
              from job j
             where r.id = any(?) and r.id between ? and ?
               and r.concurrency_key is null
               and r.state in ('scheduled', 'retrying') and r.due_at <= clock_timestamp()
               and r.queue not in (select name from held_queue)
               and exists (select 1 from member where id = ? and state <> 'gone')
               and j.id = r.job_id
            returning r.id, r.job_id, j.name, r.tenant, r.queue, r.attempt, r.forgiven, r.scheduled_at, r.due_at,
                      r.claimed_at, 'active' as state, (j.spec->'handler')::text as handler,
                      (j.spec->'retry')::text as retry, (j.spec->'limits')::text as limits,
                      coalesce(r.payload, j.payload)::text as payload, null as follow_up""";

    /** One member decides about the runs of a key at a time; taken in order, so that two members cannot block each other. */
    private static final String LOCK_KEYS =
            """
            select pg_advisory_xact_lock(hashtextextended(k.key, 0))
              from (select distinct concurrency_key as key
                      from run
                     where id = any(?) and id between ? and ? and concurrency_key is not null and finished_at is null
                     order by 1) k""";

    /**
     * An instant that comes while the job's bound of unfinished runs is reached is skipped. A run that has begun already
     * (a retry) keeps its place and waits instead. Uses index run_key for the others of each key.
     */
    private static final String CLAIM_KEYED =
            """
            with candidate as (
              select r.id, r.attempt, (j.spec->'concurrency'->>'maxRuns')::int as most,
                     (select count(*) from run o
                       where o.concurrency_key = r.concurrency_key and o.finished_at is null and o.id <> r.id
                         and o.state = 'active') as active,
                     (select count(*) from run o
                       where o.concurrency_key = r.concurrency_key and o.finished_at is null and o.id <> r.id
                         and o.attempt = 0 and o.state = 'scheduled' and o.id < r.id and o.due_at <= clock_timestamp())
                     + (select count(*) from run o
                       where o.concurrency_key = r.concurrency_key and o.finished_at is null and o.id <> r.id
                         and o.attempt > 0) as before
                from run r join job j on j.id = r.job_id
               where r.id = any(?) and r.id between ? and ?
                 and r.concurrency_key is not null
                 and r.state in ('scheduled', 'retrying') and r.due_at <= clock_timestamp()
                 and r.queue not in (select name from held_queue)
                 and exists (select 1 from member where id = ? and state <> 'gone')
            ), decided as (
              select id, case when attempt = 0 and before >= most then 'skipped'::run_state
                              when active < most then 'active'::run_state end as state
                from candidate
            )
            update run r
               set state = d.state,
                   attempt = case when d.state = 'active' then r.attempt + 1 else r.attempt end,
                   member = case when d.state = 'active' then ?::uuid else r.member end,
                   claimed_at = case when d.state = 'active' then clock_timestamp() else r.claimed_at end,
                   started_at = null,
                   finished_at = case when d.state = 'skipped' then clock_timestamp() end,
                   reason = case when d.state = 'skipped' then 'overlap' else r.reason end
              from decided d, job j
             where r.id = d.id and r.id between ? and ? and d.state is not null and j.id = r.job_id
               and r.state in ('scheduled', 'retrying')
            returning r.id, r.job_id, j.name, r.tenant, r.queue, r.attempt, r.forgiven, r.scheduled_at, r.due_at,
                      r.claimed_at, r.state, (j.spec->'handler')::text as handler,
                      (j.spec->'retry')::text as retry, (j.spec->'limits')::text as limits,
                      coalesce(r.payload, j.payload)::text as payload,
                      case when j.spec->'schedule'->>'mode' = 'fixed-delay'
                           then j.spec->'schedule'->>'every' end as follow_up""";

    private final Database database;

    /** For the container's proxy. */
    protected ClaimRepository() {
        this(null);
    }

    @Inject
    public ClaimRepository(Database database) {
        this.database = database;
    }

    /** Claims those of the runs that may overlap, or cannot, with one statement. */
    List<ClaimedRun> claim(UUID member, List<UUID> ids) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setObject(1, member);
                bindIds(connection, statement, 2, ids);
                statement.setObject(5, member);
                return claimed(statement).runs();
            }
        });
    }

    /** Claims or skips those of the runs that may not overlap. */
    Decided claimKeyed(UUID member, List<UUID> ids) {
        return database.relaxedTransaction(connection -> {
            try (PreparedStatement lock = connection.prepareStatement(LOCK_KEYS)) {
                bindIds(connection, lock, 1, ids);
                if (!lock.executeQuery().next()) {
                    return Decided.NOTHING;
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(CLAIM_KEYED)) {
                bindIds(connection, statement, 1, ids);
                statement.setObject(4, member);
                statement.setObject(5, member);
                statement.setObject(6, Collections.min(ids, Ids.BY_TIME));
                statement.setObject(7, Collections.max(ids, Ids.BY_TIME));
                return claimed(statement);
            }
        });
    }

    private static void bindIds(Connection connection, PreparedStatement statement, int at, Collection<UUID> ids)
            throws SQLException {
        statement.setArray(at, Sql.array(connection, "uuid", ids, id -> id));
        statement.setObject(at + 1, Collections.min(ids, Ids.BY_TIME));
        statement.setObject(at + 2, Collections.max(ids, Ids.BY_TIME));
    }

    private static Decided claimed(PreparedStatement statement) throws SQLException {
        Decided decided = new Decided(new ArrayList<>(), new ArrayList<>());
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject("id", UUID.class);
                UUID job = row.getObject("job_id", UUID.class);
                if (row.getString("state").equals(RunState.skipped.name())) {
                    decided.skipped().add(new RunEvent.Skipped(id, job, row.getString("queue"), "overlap"));
                } else {
                    decided.runs().add(claimed(row, id, job));
                }
            }
        }
        return decided;
    }

    private static ClaimedRun claimed(ResultSet row, UUID id, UUID job) throws SQLException {
        return new ClaimedRun(
                id,
                job,
                row.getString("name"),
                row.getString("tenant"),
                row.getString("queue"),
                row.getInt("attempt"),
                row.getInt("forgiven"),
                Sql.instant(row, "scheduled_at"),
                Sql.instant(row, "due_at"),
                Sql.instant(row, "claimed_at"),
                row.getString("handler"),
                row.getString("retry"),
                row.getString("limits"),
                row.getString("payload"),
                row.getString("follow_up"));
    }

    /** What came of a claim: runs to perform, and instants that are skipped. */
    record Decided(List<ClaimedRun> runs, List<RunEvent.Skipped> skipped) {
        static final Decided NOTHING = new Decided(List.of(), List.of());
    }
}
