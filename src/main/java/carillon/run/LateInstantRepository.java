package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.UUID;

/** Writes the rows of instants that a job is late with, in the transaction of whoever holds the job's row. */
@ApplicationScoped
public class LateInstantRepository {

    private static final String CURSOR = CursorRow.SELECT + "id = ?";

    /**
     * As FIRE writes them, by a request that holds the job's row: no timer moves its cursor meanwhile. An instant that a
     * backfill has given its row counts too. The catch-up stands where it would for the timer, should it go on from there.
     */
    private static final String ACCOUNT =
            """
            with w as materialized (
              select id as job_id, tenant, queue from job where id = ?
            ), f as materialized (
              select *
                from unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::run_state[], ?::int[], ?::text[], ?::text[],
                            ?::uuid[], ?::text[])
                       as given(id, scheduled_at, due_at, state, priority, concurrency_key, reason, batch, target)
            ), begun as (
              insert into batch (id, tenant, job_id, kind, from_at, created_at)
              select f.batch, w.tenant, w.job_id, 'catch-up', min(f.scheduled_at), clock_timestamp()
                from f cross join w
               where f.batch is not null
               group by f.batch, w.tenant, w.job_id
              on conflict (id) do nothing
            ), written as (
              insert into run (id, job_id, scheduled_at, due_at, fired_at, finished_at, epoch, state, priority, tenant,
                               queue, concurrency_key, reason, batch, blocked, target)
              select f.id, w.job_id, f.scheduled_at, %2$s, clock_timestamp(),
                     case when f.state = 'skipped' or o.out then clock_timestamp() end, 0,
                     case when o.out then 'skipped'::run_state else f.state end, f.priority, w.tenant, w.queue,
                     case when o.out then null when left(f.concurrency_key, 1) = '/' then w.tenant || f.concurrency_key
                          else f.concurrency_key end,
                     case when o.out then 'blackout' else f.reason end, case when not o.out then f.batch end,
                     not o.out and f.batch is not null and f.concurrency_key is not null, f.target
                from f cross join w
               cross join lateral (select f.state = 'scheduled' and %s as out) o
              on conflict (id) do nothing
              returning id, job_id, queue, tenant, priority, due_at, state, reason, blocked, target
            ), counted as (
              update job
                 set fired = fired + (select count(distinct scheduled_at) from f), catch_up = ?::uuid, caught_up = ?,
                     caught_until = ?::timestamptz
               where id = ?
            )
            select * from written"""
                    .formatted(FireRepository.BLACKED_OUT.formatted("w.queue"), FireRepository.DUE_AT);

    private final Database database;

    /** For the container's proxy. */
    protected LateInstantRepository() {
        this(null);
    }

    @Inject
    public LateInstantRepository(Database database) {
        this.database = database;
    }

    /** The cursor of a job whose row the caller has locked. */
    Cursor cursor(UUID job) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CURSOR)) {
                statement.setObject(1, job);
                try (ResultSet rows = statement.executeQuery()) {
                    return CursorRow.all(rows).get(0);
                }
            }
        });
    }

    /** Writes the planned rows of a job, whose row the caller has locked, and leaves the cursor; returns what was written. */
    List<RunEvent> account(FirePlan plan) {
        return database.durable(connection -> {
            List<NewRun> runs = RunTarget.each(plan.runs(), () -> FireRepository.here(connection));
            try (PreparedStatement statement = connection.prepareStatement(ACCOUNT)) {
                statement.setObject(1, plan.job());
                statement.setArray(2, Sql.array(connection, "uuid", runs, NewRun::id));
                FireRepository.bindRows(connection, statement, 3, runs);
                statement.setObject(11, plan.goesOn());
                statement.setInt(12, plan.caughtUp());
                statement.setObject(13, plan.goesOn() == null ? null : Sql.time(plan.next()));
                statement.setObject(14, plan.job());
                try (ResultSet rows = statement.executeQuery()) {
                    return WrittenRuns.of(rows, 0);
                }
            }
        });
    }
}
