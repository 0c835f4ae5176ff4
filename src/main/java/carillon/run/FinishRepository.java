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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Writes what became of attempts, each only if the attempt is still the run's newest and still this member's. */
@ApplicationScoped
public class FinishRepository {

    /**
     * By the primary key. An attempt that another follows joins the earlier ones; the last stays in the columns. Of several
     * in a row that were postponed only the last is kept: a host may be away for days.
     *
     * <p>It is sent to the pool whose statements are planned once, for planning it takes as long as executing it, and says
     * itself that its commit waits for the disk. The bound keeps it from the partitions of earlier days; with an upper one, too,
     * PostgreSQL could come to read all that lies between the oldest and the newest run.
     */
    private static final String FINISH =
            """
            update run r
               set state = f.state,
                   started_at = r.claimed_at + f.started_us * interval '1 microsecond',
                   finished_at = case when f.state <> 'retrying'
                     then r.claimed_at + (f.started_us + f.took_us) * interval '1 microsecond' end,
                   due_at = case when f.state = 'retrying'
                     then clock_timestamp() + f.wait_us * interval '1 microsecond' else r.due_at end,
                   dead = f.state = 'failed',
                   callback_until = null,
                   result = f.result::jsonb,
                   error = f.error,
                   fingerprint = f.fingerprint,
                   reason = case when f.postponed then 'postponed' end,
                   forgiven = case when f.postponed then least(r.forgiven + 1, 32767) else r.forgiven end,
                   held = false,
                   attempts = case when f.state = 'retrying'
                     then coalesce(
                       case when f.postponed and r.attempts->-1->>'outcome' = 'postponed'
                         then r.attempts - -1 else r.attempts end, '[]'::jsonb) || jsonb_build_object(
                       'number', r.attempt, 'member', r.member,
                       'outcome', case when f.postponed then 'postponed' else 'failed' end, 'error', f.error,
                       'startedAt', r.claimed_at + f.started_us * interval '1 microsecond',
                       'finishedAt', r.claimed_at + (f.started_us + f.took_us) * interval '1 microsecond')
                     else r.attempts end
              from unnest(?::uuid[], ?::int[], ?::run_state[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                          ?::text[], ?::text[], ?::bool[])
                     as f(id, attempt, state, started_us, took_us, wait_us, result, error, fingerprint, postponed)
             where r.id = f.id and r.id >= ? and r.attempt = f.attempt and r.state = 'active' and r.member = ?
               and (select set_config('synchronous_commit', 'on', true)) = 'on'
            returning r.id, r.queue, r.tenant, r.priority, r.due_at, r.target, r.state = 'retrying' and f.wait_us <= 5000000 as again""";

    /** The next instant of jobs that count from the end of their last run: as their definition says by now. */
    private static final String FOLLOW_UP =
            """
            update job j
               set next_fire_at = date_trunc('milliseconds', clock_timestamp()) + (j.spec->'schedule'->>'every')::interval
             where j.id = any(?) and j.next_fire_at is null and j.state = 'active' and j.deleted_at is null
               and j.spec->'schedule'->>'mode' = 'fixed-delay'
               and (j.spec->>'maxRuns' is null or j.fired < (j.spec->>'maxRuns')::bigint)
               and (j.spec->>'end' is null
                    or clock_timestamp() + (j.spec->'schedule'->>'every')::interval < (j.spec->>'end')::timestamptz)""";

    /** By the primary key. */
    private static final String LOST =
            """
            select h.id
              from unnest(?::uuid[], ?::int[]) as h(id, attempt)
             where not exists (
               select 1 from run r
                where r.id = h.id and r.id between ? and ? and r.attempt = h.attempt and r.state = 'active'
                  and r.member = ?)""";

    /** As claims go through their ids: who goes the other way can come to wait for them while they wait for it. */
    private static final Comparator<Finish> BY_RUN =
            Comparator.comparing(finish -> finish.run().id(), Ids.BY_TIME);

    private final Database database;

    /** For the container's proxy. */
    protected FinishRepository() {
        this(null);
    }

    @Inject
    public FinishRepository(Database database) {
        this.database = database;
    }

    /** Writes a batch durably; returns the runs whose outcome counted. */
    Written finish(UUID member, List<Finish> batch) {
        List<Finish> inOrder = batch.stream().sorted(BY_RUN).toList();
        Written written = database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FINISH)) {
                bind(connection, statement, inOrder);
                statement.setObject(11, inOrder.get(0).run().id());
                statement.setObject(12, member);
                return written(statement);
            }
        });
        followUp(batch, written.ids());
        return written;
    }

    /** Which of the attempts are not the member's any more: cancelled, rescued, or over. */
    Set<UUID> lost(UUID member, Collection<ClaimedRun> runs) {
        List<UUID> ids = runs.stream().map(ClaimedRun::id).toList();
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOST)) {
                statement.setArray(1, Sql.array(connection, "uuid", ids, id -> id));
                statement.setArray(2, Sql.array(connection, "int4", runs, ClaimedRun::attempt));
                statement.setObject(3, Collections.min(ids, Ids.BY_TIME));
                statement.setObject(4, Collections.max(ids, Ids.BY_TIME));
                statement.setObject(5, member);
                return ids(statement);
            }
        });
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Finish> batch)
            throws SQLException {
        statement.setArray(
                1, Sql.array(connection, "uuid", batch, finish -> finish.run().id()));
        statement.setArray(
                2, Sql.array(connection, "int4", batch, finish -> finish.run().attempt()));
        statement.setArray(
                3, Sql.array(connection, "text", batch, finish -> finish.state().name()));
        statement.setArray(4, Sql.array(connection, "int8", batch, finish -> micros(finish.startedAfter())));
        statement.setArray(5, Sql.array(connection, "int8", batch, finish -> micros(finish.took())));
        statement.setArray(6, Sql.array(connection, "int8", batch, finish -> micros(finish.pause())));
        statement.setArray(7, Sql.array(connection, "text", batch, Finish::result));
        statement.setArray(8, Sql.array(connection, "text", batch, Finish::error));
        statement.setArray(9, Sql.array(connection, "text", batch, Finish::fingerprint));
        statement.setArray(10, Sql.array(connection, "bool", batch, Finish::postponed));
    }

    /** Should the process die before this, the timer's housekeeping sees a job without a next instant and sets it. */
    private void followUp(List<Finish> batch, Set<UUID> written) {
        List<Finish> ended = batch.stream()
                .filter(finish ->
                        finish.run().followUp() != null && finish.state().isFinal())
                .filter(finish -> written.contains(finish.run().id()))
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FOLLOW_UP)) {
                statement.setArray(1, Sql.array(connection, "uuid", ended, finish -> finish.run()
                        .job()));
                return statement.executeUpdate();
            }
        });
    }

    private static Written written(PreparedStatement statement) throws SQLException {
        Written written = new Written(new HashSet<>(), new ArrayList<>());
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                written.ids().add(Sql.uuid(row, "id"));
                if (row.getBoolean("again")) {
                    written.again().add(DueRunRow.of(row));
                }
            }
        }
        return written;
    }

    private static Set<UUID> ids(PreparedStatement statement) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.add(Sql.uuid(row, 1));
            }
        }
        return ids;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    /**
     * What was written.
     *
     * @param ids runs whose outcome counted
     * @param again those of them that another attempt follows within five seconds
     */
    record Written(Set<UUID> ids, List<DueRun> again) {}
}
