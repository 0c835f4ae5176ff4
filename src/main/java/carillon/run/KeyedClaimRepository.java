package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.UUID;

/** Takes runs that may not overlap, as far as the bounds of their keys allow. */
@ApplicationScoped
public class KeyedClaimRepository {

    /** As {@link KeyedRuns#LOCK}, for the keys of those runs. */
    static final String LOCK_KEYS =
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
    private static final String CLAIM_OF =
            """
            with candidate as materialized (
              select k.key, b.id as oldest, b.batched as oldest_batched
                from (
                  select distinct concurrency_key as key
                    from run
                   where id = any(<ids>) and id between ? and ?<limited>
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
                            id = any(<ids>) and state <> 'active' and due_at <= clock_timestamp()<limited> and <mine> as asked,
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
                     count(*) over whole > 1 or oldest is not null as contended,
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
              select id, job_id, verdict, waited, contended
                from (
                  select id, job_id, begun, asked, contended, oldest is not null as waited,
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
                     array_agg(waited) as waits, array_agg(contended) as contended
                from decided
            )<begin>
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
                   held = case when d.verdict = 'active' then <held> else r.held end,
                   due_at = case when d.verdict = 'later' then clock_timestamp() + interval '1 second' else r.due_at end,
                   finished_at = case when d.verdict in ('skipped', 'cancelled') then clock_timestamp() end,
                   reason = case when d.verdict in ('skipped', 'cancelled') then 'overlap' else r.reason end
              from few
             cross join lateral unnest(few.ids, few.jobs, few.verdicts, few.waits, few.contended)
                     as d(id, job_id, verdict, waited, contended)
             cross join lateral (select name, spec, payload from job where id = d.job_id limit 1) j
             where r.id = d.id
               and case when d.verdict = 'cancelled' then r.finished_at is null
                        else r.state in ('scheduled', 'retrying') end
            returning r.id, r.job_id, j.name, r.tenant, r.queue, r.attempt, r.forgiven, r.scheduled_at, r.due_at,
                      r.claimed_at, d.verdict, (j.spec->'handler')::text as handler,
                      (j.spec->'retry')::text as retry, (j.spec->'limits')::text as limits,
                      coalesce(r.payload, j.payload)::text as payload,
                      <follow_up> as follow_up, r.concurrency_key, r.batch is not null as batched,
                      d.waited or <awaited> as awaited, r.traceparent,
                      d.verdict = 'active' and r.held as held, d.contended<end>"""
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<blocked>", KeyedRuns.BLOCKED)
                    .replace("<paused>", KeyedRuns.PAUSED)
                    .replace("<mine>", KeyedRuns.MINE)
                    .replace("<follow_up>", KeyedRuns.FOLLOW_UP)
                    .replace("<awaited>", KeyedRuns.MAY_BE_AWAITED);

    /** Of runs that no limit bounds but that of their key. */
    static final String CLAIM_KEYED = CLAIM_OF.replace("<ids>", "?")
            .replace("<held>", "false")
            .replace("<begin>", "")
            .replace("<end>", "")
            .replace("<limited>", " and not " + LimitedRuns.LIMITED);

    /** Of runs that were admitted by their limits in the same transaction; those that get a place of their key are held. */
    static final String CLAIM_KEYED_ADMITTED = CLAIM_OF.replace("<ids>", LimitedRuns.ADMITTED)
            .replace("<held>", LimitedRuns.HELD)
            .replace("<begin>", ", claimed as (")
            .replace("<end>", "\n), placed as (\n" + LimitedRuns.TAKE_PLACES + "\n)\nselect * from claimed")
            .replace("<limited>", "");

    /** One round trip and, without a transaction around it, one transaction. */
    private static final String LOCK_AND_CLAIM = LOCK_KEYS + ";\n" + CLAIM_KEYED;

    private final Database database;

    /** For the container's proxy. */
    protected KeyedClaimRepository() {
        this(null);
    }

    @Inject
    public KeyedClaimRepository(Database database) {
        this.database = database;
    }

    /** Decides about those of the runs that have a key, and about what comes for a place of the same keys. */
    Decided claim(UUID member, List<UUID> ids) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_CLAIM)) {
                ClaimRepository.bindIds(connection, statement, 1, ids);
                ClaimRepository.bindIds(connection, statement, 4, ids);
                statement.setObject(7, member);
                statement.setObject(8, member);
                statement.setArray(9, Sql.array(connection, "uuid", ids, id -> id));
                statement.setObject(10, member);
                statement.setObject(11, member);
                statement.execute();
                statement.getMoreResults();
                return ClaimRows.decided(statement.getResultSet());
            }
        });
    }
}
