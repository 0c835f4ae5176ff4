package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Takes runs of queues and tenants with limits, as far as there are places. A claim is one message to PostgreSQL, which makes
 * it one transaction: it locks the groups, in order, counts what is active in them, picks what fits, claims that, and pays
 * for it. The locks are a statement of their own, so that the next sees what their holder before has done; and so are those
 * of keys. What one statement finds is handed to the next by settings of the transaction.
 */
@ApplicationScoped
public class LimitedClaimRepository {

    /** One claim of a group at a time, until the transaction ends; in order, so that two members cannot block each other. */
    static final String LOCK =
            """
            select set_config('carillon.locked', coalesce(array_agg(l.name), '{}')::text, true)
              from (select g.name, pg_advisory_xact_lock(hashtextextended(g.name, 1))
                      from (select distinct g.name
                              from run r
                             cross join lateral (
                               select 'q/' || name as name from limited_queue where name = r.queue
                               union all
                               select 't/' || id from limited_tenant where id = r.tenant) g
                             where r.id = any(?) and r.id between ? and ?
                             order by 1) g
                    offset 0) l""";

    /**
     * Which of the runs fit, best first. What a tenant has no place for leaves its queue's places to others, and the other
     * way round. Runs by the primary key; what is active by the indexes of limit_place.
     */
    private static final String FIT =
            """
            with asked as materialized (
              select r.id, r.queue, r.tenant, array_position(a.ids, r.id) as place
                from (select ?::uuid[] as ids) a
                join run r on r.id = any(a.ids)
               where r.id between ? and ?
                 and (r.concurrency_key is not null) = ? and not r.blocked
                 and r.state in ('scheduled', 'retrying') and r.due_at <= clock_timestamp()
                 and r.queue not in (select name from held_queue)
                 and (r.target = '' or r.target = (select name from member where id = ?))
                 and (r.queue in (select name from limited_queue) or r.tenant in (select id from limited_tenant))
                 and exists (select 1 from member where id = ? and state <> 'gone')
            ), in_queue as materialized (
              select q.name, o.places
                from (select distinct queue from asked) a
                join queue q on q.name = a.queue
               cross join lateral (<room of queue>) o
            ), of_tenant as materialized (
              select a.tenant as id, coalesce(o.places, 2147483647) as places
                from (select distinct tenant from asked) a
                left join tenant t on t.id = a.tenant
                left join lateral (<room of tenant>) o on t.id is not null
            ), fit as materialized (
              select id
                from (
                  select f.*, row_number() over (partition by queue order by place) as nth
                    from (
                      select a.*, q.places as in_queue, t.places as of_tenant,
                             row_number() over (partition by a.tenant order by a.place) as nth_of_tenant
                        from asked a
                        join in_queue q on q.name = a.queue
                        join of_tenant t on t.id = a.tenant
                       where q.places > 0 and t.places > 0) f
                   where nth_of_tenant <= of_tenant) n
               where nth <= in_queue
            )"""
                    .replace(
                            "<room of queue>",
                            LimitedRuns.ROOM_OF_QUEUE.replace(
                                    "<may>", "'q/' || q.name = any(" + LimitedRuns.LOCKED + ")"))
                    .replace(
                            "<room of tenant>",
                            LimitedRuns.ROOM_OF_TENANT.replace(
                                    "<may>", "'t/' || t.id = any(" + LimitedRuns.LOCKED + ")"));

    /** Takes claimed runs {@code c} out of the buckets of queues with a rate. */
    static final String PAY_FOR =
            """
            update queue_rate b
               set tokens = <tokens> - c.runs, at = clock_timestamp()
              from (select queue, count(*) as runs from (<claimed>) r group by queue) c
              join queue q on q.name = c.queue and q.rate_per_second is not null
             where b.queue = c.queue"""
                    .replace("<tokens>", LimitedRuns.TOKENS);

    /** Claims what fits of the runs without a key, and pays for it. */
    static final String CLAIM_FITTING =
            """
            <fit>, claimed as (
              <claim>
            ), placed as (
              <places>
            ), paid as (
              <pay>
            )
            select a.id, a.queue, a.tenant, q.places as in_queue, t.places as of_tenant,
                   a.id = any(array(select id from fit)) as admitted, c.*
              from asked a
              join in_queue q on q.name = a.queue
              join of_tenant t on t.id = a.tenant
              left join claimed c on c.id = a.id
             order by a.place"""
                    .replace("<fit>", FIT)
                    .replace("<claim>", ClaimRepository.CLAIM_FITTING)
                    .replace("<places>", LimitedRuns.TAKE_PLACES)
                    .replace("<pay>", PAY_FOR.replace("<claimed>", "select queue from claimed"));

    /** Which of the runs with a key fit, for the statements that follow. */
    static final String ADMIT =
            """
            <fit>, told as materialized (
              select set_config('carillon.admitted', (select coalesce(array_agg(id), '{}')::text from fit), true) as admitted
            )
            select a.id, a.queue, a.tenant, q.places as in_queue, t.places as of_tenant,
                   a.id = any((select admitted from told)::uuid[]) as admitted
              from asked a
              join in_queue q on q.name = a.queue
              join of_tenant t on t.id = a.tenant
             order by a.place"""
                    .replace("<fit>", FIT);

    /** Pays for those of the admitted runs that got a place of their key, too. */
    static final String PAY = PAY_FOR.replace(
            "<claimed>",
            """
            select queue from run r
             where r.id = any(<admitted>) and r.id between ? and ?
               and r.state = 'active' and r.member = ? and r.claimed_at >= now()"""
                    .replace("<admitted>", LimitedRuns.ADMITTED));

    private static final String FREE = String.join(";\n", LOCK, CLAIM_FITTING);

    private static final String KEYED = String.join(
            ";\n", LOCK, KeyedClaimRepository.LOCK_KEYS, ADMIT, KeyedClaimRepository.CLAIM_KEYED_ADMITTED, PAY);

    private final Database database;

    /** For the container's proxy. */
    protected LimitedClaimRepository() {
        this(null);
    }

    @Inject
    public LimitedClaimRepository(Database database) {
        this.database = database;
    }

    /** Claims those of the runs that have a limit and no key. */
    Limited claim(UUID member, List<UUID> ids) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FREE)) {
                ClaimRepository.bindIds(connection, statement, 1, ids);
                ClaimRepository.bindIds(connection, statement, 4, ids);
                statement.setBoolean(7, false);
                statement.setObject(8, member);
                statement.setObject(9, member);
                statement.setObject(10, member);
                ClaimRepository.bindBounds(statement, 11, ids);
                statement.setObject(13, member);
                statement.setObject(14, member);
                statement.execute();
                statement.getMoreResults();
                return fitting(statement.getResultSet());
            }
        });
    }

    /** Decides about those of the runs that have a limit and a key; see {@link KeyedClaimRepository#claim}. */
    Limited claimKeyed(UUID member, List<UUID> ids) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(KEYED)) {
                ClaimRepository.bindIds(connection, statement, 1, ids);
                ClaimRepository.bindIds(connection, statement, 4, ids);
                ClaimRepository.bindIds(connection, statement, 7, ids);
                statement.setBoolean(10, true);
                statement.setObject(11, member);
                statement.setObject(12, member);
                ClaimRepository.bindBounds(statement, 13, ids);
                statement.setObject(15, member);
                statement.setObject(16, member);
                statement.setObject(17, member);
                statement.setObject(18, member);
                ClaimRepository.bindBounds(statement, 19, ids);
                statement.setObject(21, member);
                statement.execute();
                statement.getMoreResults();
                statement.getMoreResults();
                return keyed(statement);
            }
        });
    }

    private static Limited fitting(ResultSet row) throws SQLException {
        Limited limited = new Limited(Decided.nothing(), new ArrayList<>());
        while (row.next()) {
            limited.asked().add(asked(row));
            if (row.getString("verdict") != null) {
                ClaimRows.add(row, limited.decided());
            }
        }
        return limited;
    }

    private static Limited keyed(PreparedStatement statement) throws SQLException {
        List<Asked> asked = new ArrayList<>();
        try (ResultSet row = statement.getResultSet()) {
            while (row.next()) {
                asked.add(asked(row));
            }
        }
        statement.getMoreResults();
        return new Limited(ClaimRows.decided(statement.getResultSet()), asked);
    }

    private static Asked asked(ResultSet row) throws SQLException {
        return new Asked(
                Sql.uuid(row, "id"),
                row.getString("queue"),
                row.getString("tenant"),
                row.getInt("in_queue"),
                row.getInt("of_tenant"),
                row.getBoolean("admitted"));
    }

    /**
     * What came of a claim that counted.
     *
     * @param asked the runs that could have gone, best first
     */
    record Limited(Decided decided, List<Asked> asked) {}

    /**
     * A run that could go as far as its limits allow.
     *
     * @param inQueue places of its queue before the claim
     * @param ofTenant places of its tenant before the claim
     * @param admitted whether there was one of each for it
     */
    record Asked(UUID id, String queue, String tenant, int inQueue, int ofTenant, boolean admitted) {}
}
