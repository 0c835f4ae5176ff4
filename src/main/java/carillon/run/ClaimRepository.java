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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    static final String CLAIM =
            """
            update run r
               set state = 'active', attempt = r.attempt + 1, member = ?, claimed_at = clock_timestamp(),
                   started_at = null
              from job j
             where r.id = any(?) and r.id between ? and ?
               and r.concurrency_key is null
               and r.state in ('scheduled', 'retrying') and r.due_at <= clock_timestamp()
               and r.queue not in (select name from held_queue)
               and (r.target = '' or r.target = (select name from member where id = ?))
               and exists (select 1 from member where id = ? and state <> 'gone')
               and j.id = r.job_id
            returning r.id, r.job_id, j.name, r.tenant, r.queue, r.attempt, r.forgiven, r.scheduled_at, r.due_at,
                      r.claimed_at, 'active' as verdict, (j.spec->'handler')::text as handler,
                      (j.spec->'retry')::text as retry, (j.spec->'limits')::text as limits,
                      coalesce(r.payload, j.payload)::text as payload, null as follow_up, null as concurrency_key,
                      r.batch is not null as batched, false as awaited, r.traceparent""";

    /** As {@link KeyedRuns#LOCK}, for the keys of those runs. */
    private static final String LOCK_KEYS =
            """
            select pg_advisory_xact_lock(hashtextextended(k.key, 0))
              from (select distinct concurrency_key as key
                      from run
                     where id = any(?) and id between ? and ? and concurrency_key is not null
                     order by 1) k""";

    /**
     * Decides about the asked runs, and with them about others of their keys that find no place, from one reading of index
     * run_key for each key: what holds a place (an attempt has begun, and it is not final) and what comes for one. A run of
     * a batch gives way to every other, and waits whatever the policy. What has to wait is marked as blocked, and is handed
     * out again by {@link PlaceRepository}; a retry keeps its place, and looks again in a second should all be taken.
     *
     * <p>However many come for a key at once: it is decided about 2,000 of them, so that the next claim reads as many less.
     * Looked at are the oldest 2,000 and the newest 1,100: a key has 1,000 places at most. Of a hundred that would pass
     * without a run, each is decided when it is handed out: its place may be free by then.
     */
    static final String CLAIM_KEYED =
            """
            with candidate as materialized (
              select k.key, b.id as oldest, b.batched as oldest_batched
                from (
                  select distinct concurrency_key as key
                    from run
                   where id = any(?) and id between ? and ?
                     and concurrency_key is not null and not blocked
                     and state in ('scheduled', 'retrying') and due_at <= clock_timestamp()
                     and not <paused> and <mine>
                     and exists (select 1 from member where id = ? and state <> 'gone')) k
                left join lateral (
                 select id, batch is not null as batched
                   from run
                  where <blocked> = k.key and not <paused>
                  order by (batch is not null), id
                  limit 1) b on true
            ), open as materialized (
              select c.key, c.oldest, c.oldest_batched, r.*, j.policy, j.most
                from candidate c
               cross join lateral (
                 select id, job_id, attempt, state, batched, asked
                   from (
                     select id, job_id, attempt, state, batch is not null as batched,
                            id = any(?) and state <> 'active' and due_at <= clock_timestamp() and <mine> as asked,
                            row_number() over (order by (batch is not null), id) as from_oldest,
                            row_number() over (order by (batch is not null), id desc) as from_newest
                       from run
                      where <coming> = c.key and (attempt > 0 or due_at <= clock_timestamp() and not <paused>)) n
                  where attempt > 0 or asked or from_oldest <= 2000 or from_newest <= 1100) r
               cross join lateral (
                 select spec->'concurrency'->>'policy' as policy, (spec->'concurrency'->>'maxRuns')::int as most
                   from job
                  where id = r.job_id
                  limit 1) j
            ), counted as (
              select o.*, attempt > 0 as begun, attempt = 0 and policy = 'cancel-oldest' and not batched as cancels,
                     count(*) filter (where attempt > 0) over whole as held,
                     count(*) filter (where attempt > 0 and not batched) over whole as held_alone,
                     count(*) filter (where state = 'active') over whole as active,
                     min(most) filter (where attempt = 0 and policy = 'cancel-oldest' and not batched) over whole
                       as cancelling,
                     row_number() over (partition by key, attempt > 0 order by batched, id) as place,
                     row_number() over (partition by key, attempt > 0 and asked order by id) as again,
                     row_number() over (partition by key order by batched, batched and attempt = 0, id desc) as newest,
                     (oldest is not null and (not oldest_batched and (batched or oldest < id)
                                              or oldest_batched and batched and oldest < id)) as behind
                from open o
              window whole as (partition by key)
            ), ranked as (
              select c.*, count(*) filter (where cancels and newest <= cancelling and asked) over (partition by key) as comers
                from counted c
            ), decided as materialized (
              select id, job_id, verdict, waited
                from (
                  select id, job_id, begun, asked, oldest is not null as waited,
                         case
                           when begun and comers > 0 and newest > cancelling then 'cancelled'
                           when begun and asked and (active + again <= most or policy = 'allow') then 'active'
                           when begun and asked then 'later'
                           when begun then null
                           when policy = 'allow' then case when asked then 'active' end
                           when cancels and newest > cancelling
                             then case when asked or newest > cancelling + 100 then 'skipped' end
                           when cancels then case when asked then 'active' end
                           when not batched and policy = 'skip' and held_alone + place - 1 + behind::int >= most
                             then case when asked or place > most + 100 then 'skipped' end
                           when held + place - 1 + comers >= most or behind then 'blocked'
                           when asked then 'active'
                         end as verdict
                    from ranked) v
               where verdict is not null
               order by (verdict = 'cancelled') desc, asked or begun desc
               limit 2000
            ), few as materialized (
              select array_agg(id) as ids, array_agg(job_id) as jobs, array_agg(verdict) as verdicts,
                     array_agg(waited) as waits
                from decided
            )
            update run r
               set state = case d.verdict when 'active' then 'active'::run_state
                                          when 'skipped' then 'skipped'::run_state
                                          when 'cancelled' then 'cancelled'::run_state
                                          else r.state end,
                   blocked = d.verdict = 'blocked',
                   attempt = case when d.verdict = 'active' then r.attempt + 1 else r.attempt end,
                   member = case when d.verdict = 'active' then ?::uuid else r.member end,
                   claimed_at = case when d.verdict = 'active' then clock_timestamp() else r.claimed_at end,
                   started_at = case when d.verdict = 'active' then null else r.started_at end,
                   due_at = case when d.verdict = 'later' then clock_timestamp() + interval '1 second' else r.due_at end,
                   finished_at = case when d.verdict in ('skipped', 'cancelled') then clock_timestamp() end,
                   reason = case when d.verdict in ('skipped', 'cancelled') then 'overlap' else r.reason end
              from few
             cross join lateral unnest(few.ids, few.jobs, few.verdicts, few.waits) as d(id, job_id, verdict, waited)
             cross join lateral (select name, spec, payload from job where id = d.job_id limit 1) j
             where r.id = d.id
               and case when d.verdict = 'cancelled' then r.finished_at is null
                        else r.state in ('scheduled', 'retrying') end
            returning r.id, r.job_id, j.name, r.tenant, r.queue, r.attempt, r.forgiven, r.scheduled_at, r.due_at,
                      r.claimed_at, d.verdict, (j.spec->'handler')::text as handler,
                      (j.spec->'retry')::text as retry, (j.spec->'limits')::text as limits,
                      coalesce(r.payload, j.payload)::text as payload,
                      case when j.spec->'schedule'->>'mode' = 'fixed-delay'
                           then j.spec->'schedule'->>'every' end as follow_up,
                      r.concurrency_key, r.batch is not null as batched,
                      d.waited or r.batch is not null or j.spec->'concurrency'->>'policy' <> 'skip'
                        or j.spec->'concurrency'->>'key' is not null as awaited, r.traceparent"""
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<blocked>", KeyedRuns.BLOCKED)
                    .replace("<paused>", KeyedRuns.PAUSED)
                    .replace("<mine>", KeyedRuns.MINE);

    /** One round trip and, without a transaction around it, one transaction. */
    private static final String LOCK_AND_CLAIM = LOCK_KEYS + ";\n" + CLAIM_KEYED;

    private static final String OVERLAP = "overlap";

    private final Database database;

    /** For the container's proxy. */
    protected ClaimRepository() {
        this(null);
    }

    @Inject
    public ClaimRepository(Database database) {
        this.database = database;
    }

    /** Claims those of the runs that have no key. */
    List<ClaimedRun> claim(UUID member, List<UUID> ids) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setObject(1, member);
                bindIds(connection, statement, 2, ids);
                statement.setObject(5, member);
                statement.setObject(6, member);
                return decided(statement.executeQuery()).runs();
            }
        });
    }

    /** Decides about those of the runs that have a key, and about what comes for a place of the same keys. */
    Decided claimKeyed(UUID member, List<UUID> ids) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_CLAIM)) {
                bindIds(connection, statement, 1, ids);
                bindIds(connection, statement, 4, ids);
                statement.setObject(7, member);
                statement.setObject(8, member);
                statement.setArray(9, Sql.array(connection, "uuid", ids, id -> id));
                statement.setObject(10, member);
                statement.setObject(11, member);
                statement.execute();
                statement.getMoreResults();
                return decided(statement.getResultSet());
            }
        });
    }

    private static void bindIds(Connection connection, PreparedStatement statement, int at, Collection<UUID> ids)
            throws SQLException {
        statement.setArray(at, Sql.array(connection, "uuid", ids, id -> id));
        statement.setObject(at + 1, Collections.min(ids, Ids.BY_TIME));
        statement.setObject(at + 2, Collections.max(ids, Ids.BY_TIME));
    }

    private static Decided decided(ResultSet row) throws SQLException {
        Decided decided = Decided.nothing();
        while (row.next()) {
            UUID id = row.getObject("id", UUID.class);
            UUID job = row.getObject("job_id", UUID.class);
            String queue = row.getString("queue");
            switch (row.getString("verdict")) {
                case "active" -> decided.runs().add(claimed(row, id, job));
                case "skipped" -> decided.skipped().add(new RunEvent.Skipped(id, job, queue, OVERLAP));
                case "cancelled" -> decided.cancelled().add(new RunEvent.Cancelled(id, job, queue, OVERLAP));
                case "blocked" -> decided.blocked().add(row.getString("concurrency_key"));
                default -> {} // A retry that looks again later.
            }
            decided.ids().add(id);
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
                row.getString("follow_up"),
                row.getBoolean("awaited") ? row.getString("concurrency_key") : null,
                row.getBoolean("batched"),
                row.getString("traceparent"));
    }

    /**
     * What came of a claim.
     *
     * @param runs to perform
     * @param skipped instants that pass without a run
     * @param cancelled begun runs that gave their place to a newer one
     * @param blocked keys some of whose runs wait for a place
     * @param ids all runs about which it was decided, those included that wait
     */
    record Decided(
            List<ClaimedRun> runs,
            List<RunEvent.Skipped> skipped,
            List<RunEvent.Cancelled> cancelled,
            Set<String> blocked,
            Set<UUID> ids) {

        static Decided nothing() {
            return new Decided(
                    new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>(), new HashSet<>());
        }

        boolean isEmpty() {
            return ids.isEmpty();
        }
    }
}
