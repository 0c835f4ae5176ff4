package carillon.run;

/**
 * How statements tell the runs that a limit bounds, and count what takes their places: the rows of table limit_place. A claim
 * writes them in its own statement; a trigger deletes each with the end of its attempt. What members have in reserve counts as
 * taken, and the runs that they claim of it have no row.
 */
final class LimitedRuns {

    /** A run of a queue or a tenant with a limit: the plain claims leave it alone. */
    static final String LIMITED = "(run.queue = any(array(select name from limited_queue))"
            + " or run.tenant = any(array(select id from limited_tenant)))";

    /** Whether a run {@code r} takes a place when it is claimed. */
    static final String HELD = "(r.queue = any(array(select name from queue where max_active is not null))"
            + " or r.tenant = any(array(select id from limited_tenant)))";

    /** Takes the places of the runs that {@code claimed} returns as held, in the statement that claims them. */
    static final String TAKE_PLACES =
            """
            insert into limit_place (run, queue, tenant)
            select id, queue, tenant from claimed where held
            on conflict do nothing""";

    /** The groups that this transaction has locked: {@code q/} and a queue, {@code t/} and a tenant. */
    static final String LOCKED = "nullif(current_setting('carillon.locked', true), '')::text[]";

    /** The runs that this transaction has found places for. */
    static final String ADMITTED = "nullif(current_setting('carillon.admitted', true), '')::uuid[]";

    /**
     * What the bucket {@code b} of a queue {@code q} holds now, by the database's clock: it fills at the rate, up to what
     * comes in a second and at least to one. After a start of the database it begins empty: what was claimed just before
     * and is forgotten may have begun all the same.
     */
    static final String TOKENS =
            """
            least(greatest(q.rate_per_second, 1),
                  case when b.at < pg_postmaster_start_time() then 0 else b.tokens end
                    + q.rate_per_second * greatest(extract(epoch from
                        clock_timestamp() - greatest(b.at, pg_postmaster_start_time())), 0)::double precision)""";

    /**
     * The places of a queue {@code q} that are free now. Nothing goes while a limit is being set, and nothing without the lock
     * of the group: a limit that was set between two statements of a claim is none that this claim may count by.
     */
    static final String ROOM_OF_QUEUE =
            """
            select case when q.max_active is null and q.rate_per_second is null then 2147483647
                        when not q.settled or not <may> then 0
                        else least(coalesce(q.max_active - h.active, 2147483647),
                                   case when q.rate_per_second is null then 2147483647
                                        else coalesce(floor(t.tokens), 0) end) end::integer as places,
                   q.max_active, h.active, q.rate_per_second, t.tokens
              from (select (select count(*)
                              from limit_place p
                             where q.max_active is not null and p.queue = q.name)
                           + (select coalesce(sum(v.places), 0)
                                from limit_reserve v
                               where q.max_active is not null and not v.tenant and v.name = q.name) as active) h
              left join (select <tokens> as tokens
                           from queue_rate b
                          where q.rate_per_second is not null and b.queue = q.name) t on true"""
                    .replace("<tokens>", TOKENS);

    /** The same for a tenant {@code t}. */
    static final String ROOM_OF_TENANT =
            """
            select case when t.max_active is null then 2147483647
                        when not t.settled or not <may> then 0
                        else t.max_active - h.active end::integer as places,
                   t.max_active, h.active
              from (select (select count(*)
                              from limit_place p
                             where t.max_active is not null and p.tenant = t.id)
                           + (select coalesce(sum(v.places), 0)
                                from limit_reserve v
                               where t.max_active is not null and v.tenant and v.name = t.id) as active) h""";

    private LimitedRuns() {}
}
