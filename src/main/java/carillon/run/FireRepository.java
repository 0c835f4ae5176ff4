package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import carillon.platform.Traceparent;
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

/** Reads the cursors that come due, and writes runs together with the cursors' move. */
@ApplicationScoped
public class FireRepository {

    /** Uses index job_due. */
    private static final String CURSORS = CursorRow.SELECT + "next_fire_at <= ? order by next_fire_at limit ?";

    /** The instant falls into a blackout in which instants are skipped; few blackouts are kept, and fewer skip. */
    static final String BLACKED_OUT =
            """
            exists (select 1
                      from blackout b
                     where b.policy = 'skip' and b.from_at <= f.scheduled_at and b.until_at > f.scheduled_at
                       and (b.queues is null or %s = any(b.queues)))""";

    /** What is caught up with waits from now on: as old as its instant is, it would go before everything of today. */
    static final String DUE_AT =
            "case when f.batch is null then f.due_at else greatest(f.due_at, clock_timestamp()) end";

    /**
     * One statement, so that nothing is ever half done: the lease's row is held against a new holder, cursors move only
     * from where they were read, and only moved cursors get their rows.
     */
    private static final String FIRE =
            """
            with lease as materialized (
              select epoch from timer_lease where epoch = ? and owner = ? for key share
            ), moved as (
              update job j
                 set next_fire_at = m.next, fired = j.fired + m.instants,
                     catch_up = m.catch_up, caught_up = m.caught_up,
                     caught_until = case when m.catch_up is not null then m.next end
                from unnest(?::uuid[], ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::int[], ?::int[], ?::uuid[],
                            ?::int[])
                       as m(id, version, was, next, instants, caught_was, catch_up, caught_up), lease
               where j.id = m.id and j.version = m.version and j.next_fire_at = m.was and j.state = 'active'
                 and j.caught_up = m.caught_was
              returning j.id, j.tenant, j.queue
            ), begun as (
              insert into batch (id, tenant, job_id, kind, from_at, created_at)
              select b.id, moved.tenant, moved.id, 'catch-up', b.from_at, clock_timestamp()
                from unnest(?::uuid[], ?::uuid[], ?::timestamptz[]) as b(id, job_id, from_at)
                join moved on moved.id = b.job_id
              on conflict (id) do nothing
            )
            insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                             queue, concurrency_key, reason, batch, blocked, target)
            select f.id, f.job_id, f.scheduled_at, %2$s, clock_timestamp(),
                   case when f.state = 'skipped' or o.out then clock_timestamp() end, lease.epoch,
                   case when o.out then 'skipped'::run_state else f.state end, f.priority, moved.tenant, moved.queue,
                   case when o.out then null when left(f.concurrency_key, 1) = '/' then moved.tenant || f.concurrency_key
                        else f.concurrency_key end,
                   case when o.out then 'blackout' else f.reason end, case when not o.out then f.batch end,
                   not o.out and f.batch is not null and f.concurrency_key is not null, f.target
              from unnest(?::uuid[], ?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::run_state[], ?::int[], ?::text[],
                          ?::text[], ?::uuid[], ?::text[])
                     as f(id, job_id, scheduled_at, due_at, state, priority, concurrency_key, reason, batch, target)
              join moved on moved.id = f.job_id
             cross join lease
             cross join lateral (select f.state = 'scheduled' and %s as out) o
            on conflict (id) do nothing
            returning id, job_id, queue, tenant, priority, due_at, state, reason, blocked, target"""
                    .formatted(BLACKED_OUT.formatted("moved.queue"), DUE_AT);

    /** Takes as many parameters as {@link #bindAsked} binds. */
    static final String INSERT =
            """
            insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                             queue, concurrency_key, reason, payload, target, traceparent)
            select f.id, f.job_id, f.scheduled_at, f.due_at, clock_timestamp(),
                   case when f.state = 'skipped' or o.out then clock_timestamp() end, 0,
                   case when o.out then 'skipped'::run_state else f.state end, f.priority, f.tenant, f.queue,
                   case when o.out then null when left(f.concurrency_key, 1) = '/' then f.tenant || f.concurrency_key
                        else f.concurrency_key end,
                   case when o.out then 'blackout' else f.reason end, f.payload::jsonb, f.target, f.traceparent
              from unnest(?::text[], ?::uuid[], ?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::int[], ?::text[],
                          ?::text[], ?::text[], ?::run_state[], ?::text[], ?::text[], ?::text[])
                     as f(tenant, id, job_id, scheduled_at, due_at, priority, queue, concurrency_key, payload, state,
                          reason, target, traceparent)
             cross join lateral (select f.state = 'scheduled' and %s as out) o
            returning id, job_id, queue, tenant, priority, due_at, state, reason, blocked, target"""
                    .formatted(BLACKED_OUT.formatted("f.queue"));

    private final Database database;

    /** For the container's proxy. */
    protected FireRepository() {
        this(null);
    }

    @Inject
    public FireRepository(Database database) {
        this.database = database;
    }

    /** Cursors at or before {@code until}, earliest first. */
    public List<Cursor> cursors(Instant until, int limit) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CURSORS)) {
                statement.setObject(1, Sql.time(until));
                statement.setInt(2, limit);
                try (ResultSet rows = statement.executeQuery()) {
                    return CursorRow.all(rows);
                }
            }
        });
    }

    /**
     * Writes the planned rows and moves the cursors, if the caller still holds the lease. A plan whose job was changed
     * since it was read does nothing: it is read again.
     *
     * @return what was written, skipped rows among it
     */
    public List<RunEvent> fire(UUID owner, long epoch, List<FirePlan> plans) {
        List<NewRun> planned =
                plans.stream().flatMap(plan -> plan.runs().stream()).toList();
        return database.durableMessage(connection -> {
            List<NewRun> runs = RunTarget.each(planned, () -> here(connection));
            try (PreparedStatement statement = connection.prepareStatement(FIRE)) {
                statement.setLong(1, epoch);
                statement.setObject(2, owner);
                bindMoves(connection, statement, plans);
                bindBatches(connection, statement, plans);
                statement.setArray(14, Sql.array(connection, "uuid", runs, NewRun::id));
                statement.setArray(15, Sql.array(connection, "uuid", runs, NewRun::job));
                bindRows(connection, statement, 16, runs);
                try (ResultSet rows = statement.executeQuery()) {
                    return WrittenRuns.of(rows, epoch);
                }
            }
        });
    }

    /** What a planned row says beside its id and its job: eight parameters. */
    static void bindRows(Connection connection, PreparedStatement statement, int at, List<NewRun> runs)
            throws SQLException {
        statement.setArray(at, Sql.array(connection, "timestamptz", runs, run -> Sql.time(run.scheduledAt())));
        statement.setArray(at + 1, Sql.array(connection, "timestamptz", runs, run -> Sql.time(run.dueAt())));
        statement.setArray(
                at + 2, Sql.array(connection, "text", runs, run -> run.state().name()));
        statement.setArray(at + 3, Sql.array(connection, "int4", runs, NewRun::priority));
        statement.setArray(at + 4, Sql.array(connection, "text", runs, NewRun::concurrencyKey));
        statement.setArray(at + 5, Sql.array(connection, "text", runs, NewRun::reason));
        statement.setArray(at + 6, Sql.array(connection, "uuid", runs, NewRun::batch));
        statement.setArray(at + 7, Sql.array(connection, "text", runs, NewRun::target));
    }

    /** Writes runs that a caller's request makes, in the caller's transaction; returns what was written. */
    List<RunEvent> insert(String tenant, List<Queued> asked) {
        return database.durable(connection -> {
            List<Queued> runs = each(asked, connection);
            try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                bindAsked(connection, statement, 1, Collections.nCopies(runs.size(), tenant), runs);
                try (ResultSet rows = statement.executeQuery()) {
                    return WrittenRuns.of(rows, 0);
                }
            }
        });
    }

    /** The parameters of {@link #INSERT}, of the tenants' runs. */
    static void bindAsked(
            Connection connection, PreparedStatement statement, int at, List<String> tenants, List<Queued> asked)
            throws SQLException {
        List<NewRun> runs = asked.stream().map(Queued::run).toList();
        statement.setArray(at, Sql.array(connection, "text", tenants, tenant -> tenant));
        statement.setArray(at + 1, Sql.array(connection, "uuid", runs, NewRun::id));
        statement.setArray(at + 2, Sql.array(connection, "uuid", runs, NewRun::job));
        statement.setArray(at + 3, Sql.array(connection, "timestamptz", runs, run -> Sql.time(run.scheduledAt())));
        statement.setArray(at + 4, Sql.array(connection, "timestamptz", runs, run -> Sql.time(run.dueAt())));
        statement.setArray(at + 5, Sql.array(connection, "int4", runs, NewRun::priority));
        statement.setArray(at + 6, Sql.array(connection, "text", asked, Queued::queue));
        statement.setArray(at + 7, Sql.array(connection, "text", runs, NewRun::concurrencyKey));
        statement.setArray(at + 8, Sql.array(connection, "text", runs, NewRun::payload));
        statement.setArray(
                at + 9, Sql.array(connection, "text", runs, run -> run.state().name()));
        statement.setArray(at + 10, Sql.array(connection, "text", runs, NewRun::reason));
        statement.setArray(at + 11, Sql.array(connection, "text", runs, NewRun::target));
        statement.setArray(at + 12, Sql.array(connection, "text", asked, Queued::traceparent));
    }

    private static List<Queued> each(List<Queued> asked, Connection connection) {
        List<Queued> each = new ArrayList<>();
        for (Queued one : asked) {
            RunTarget.each(List.of(one.run()), () -> here(connection))
                    .forEach(run -> each.add(new Queued(run, one.queue(), one.traceparent())));
        }
        return each;
    }

    /** As the caller's transaction sees it. */
    static List<String> here(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(RunTarget.HERE);
                ResultSet row = statement.executeQuery()) {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw Database.failure(e);
        }
    }

    private static void bindMoves(Connection connection, PreparedStatement statement, List<FirePlan> plans)
            throws SQLException {
        statement.setArray(3, Sql.array(connection, "uuid", plans, FirePlan::job));
        statement.setArray(4, Sql.array(connection, "int8", plans, FirePlan::version));
        statement.setArray(5, Sql.array(connection, "timestamptz", plans, plan -> Sql.time(plan.was())));
        statement.setArray(6, Sql.array(connection, "timestamptz", plans, plan -> Sql.time(plan.next())));
        statement.setArray(
                7, Sql.array(connection, "int4", plans, plan -> plan.runs().size()));
        statement.setArray(8, Sql.array(connection, "int4", plans, FirePlan::caughtWas));
        statement.setArray(9, Sql.array(connection, "uuid", plans, FirePlan::goesOn));
        statement.setArray(10, Sql.array(connection, "int4", plans, FirePlan::caughtUp));
    }

    /** Batches that have a run among the planned; what exists already stays as it is. */
    private static void bindBatches(Connection connection, PreparedStatement statement, List<FirePlan> plans)
            throws SQLException {
        List<NewRun> first = plans.stream()
                .filter(plan -> !plan.runs().isEmpty() && plan.runs().get(0).batch() != null)
                .map(plan -> plan.runs().get(0))
                .toList();
        statement.setArray(11, Sql.array(connection, "uuid", first, NewRun::batch));
        statement.setArray(12, Sql.array(connection, "uuid", first, NewRun::job));
        statement.setArray(13, Sql.array(connection, "timestamptz", first, run -> Sql.time(run.scheduledAt())));
    }

    /**
     * A run and the queue it goes to.
     *
     * @param traceparent of the request that made it; null for none
     */
    record Queued(NewRun run, String queue, String traceparent) {

        /** Made by the request that this thread serves. */
        Queued(NewRun run, String queue) {
            this(run, queue, Traceparent.current());
        }
    }
}
