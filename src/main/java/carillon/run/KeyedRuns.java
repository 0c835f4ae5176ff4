package carillon.run;

/**
 * How statements find the open runs of a key, keep others from deciding about it, and tell of one that was claimed what its end
 * means to others. Never by {@code concurrency_key}
 * and {@code finished_at} themselves: other indexes fit those, and with statistics from a time without such runs
 * PostgreSQL takes them.
 */
final class KeyedRuns {

    /** The key of a run that holds a place or comes for one; the expression of index run_key. */
    static final String COMING = "(case when finished_at is null and not blocked then concurrency_key end)";

    /** The key of a run that waits for a place; the expression of index run_blocked. */
    static final String BLOCKED = "(case when finished_at is null and blocked then concurrency_key end)";

    /**
     * What waits in a queue that is paused or in a blackout, or for a member that is not there, keeps nobody waiting. The
     * queues and the members are read once for a statement: were each index scan to begin with them, PostgreSQL would see
     * no difference between reading the first of a key and sorting all of them.
     */
    static final String PAUSED = "(run.queue = any(array(select name from held_queue))"
            + " or run.target <> '' and not run.target = any(array(select name from worker_here)))";

    /** The member that asks may perform it; its id is the parameter. */
    static final String MINE = "(run.target = '' or run.target = (select name from member where id = ?))";

    /** Of a run {@code r} of a job {@code j}: how long after its end its job's next instant is, for jobs that count from there. */
    static final String FOLLOW_UP =
            "case when j.spec->'schedule'->>'mode' = 'fixed-delay' then j.spec->'schedule'->>'every' end";

    /** Of the same: whether somebody may come to wait for its place. */
    static final String MAY_BE_AWAITED = "r.batch is not null or j.spec->'concurrency'->>'policy' <> 'skip'"
            + " or j.spec->'concurrency'->>'key' is not null";

    /**
     * One decision about a key at a time, until the transaction ends. A statement of its own, so that the next one sees
     * what the holder before has done; in order, so that two members cannot block each other.
     */
    static final String LOCK =
            """
            select pg_advisory_xact_lock(hashtextextended(k.key, 0))
              from (select distinct key from unnest(?::text[]) as u(key) order by 1) k""";

    private KeyedRuns() {}
}
