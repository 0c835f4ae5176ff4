package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds the runs that wait for a place of their key, and lets the next of them go when there is one. */
@ApplicationScoped
public class PlaceRepository {

    /**
     * For each of the keys the blocked runs that fit beside what holds a place and what comes for one, those of batches
     * last, else oldest first. Bounded by the places that are free, not by what waits.
     */
    private static final String NEXT =
            """
            with held as materialized (
              select k.key,
                     count(o.attempt) filter (where o.attempt > 0) as begun,
                     count(o.attempt) filter (where o.attempt = 0 and not o.batched) as alone,
                     count(o.attempt) filter (where o.attempt = 0 and o.batched) as batched
                from (select distinct key from unnest(?::text[]) as u(key)) k
                left join lateral (
                  select attempt, batch is not null as batched
                    from run
                   where <coming> = k.key and (attempt > 0 or due_at <= clock_timestamp() and not <paused>)) o on true
               group by k.key
            ), bound as materialized (
              select h.*, j.most
                from held h
               cross join lateral (
                 select job_id
                   from run
                  where <blocked> = h.key and not <paused>
                  order by (batch is not null), id
                  limit 1) f
               cross join lateral (
                 select (spec->'concurrency'->>'maxRuns')::int as most from job where id = f.job_id limit 1) j
            ), next as materialized (
              select n.id, n.key
                from (
                  select w.id, b.key, w.batched, b.begun + b.alone + case when w.batched then b.batched else 0 end as taken,
                         row_number() over (partition by b.key order by w.batched, w.id) as place,
                         j.most
                    from bound b
                   cross join lateral (
                     select id, job_id, batch is not null as batched
                       from run
                      where <blocked> = b.key and not <paused>
                      order by (batch is not null), id
                      limit greatest(b.most - b.begun - b.alone, 0)) w
                   cross join lateral (
                     select (spec->'concurrency'->>'maxRuns')::int as most from job where id = w.job_id limit 1) j) n
               where n.taken + n.place <= n.most
            )
            """
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<blocked>", KeyedRuns.BLOCKED)
                    .replace("<paused>", KeyedRuns.PAUSED);

    private static final String FREE = NEXT + "select distinct key from next";

    static final String RELEASE = NEXT
            + """
            update run r
               set blocked = false
              from next n
             where r.id = n.id and r.blocked
            returning r.id, r.queue, r.tenant, r.priority, r.due_at, r.target""";

    /** One round trip and, without a transaction around it, one transaction. */
    private static final String LOCK_AND_RELEASE = KeyedRuns.LOCK + ";\n" + RELEASE;

    /** From key to key by index run_blocked, whatever the number of runs that wait for each. */
    private static final String WAITED_FOR =
            """
            with recursive waited as (
              (select <blocked> as key from run where <blocked> > ?::text order by 1 limit 1)
              union all
              select (select <blocked> from run where <blocked> > w.key order by 1 limit 1) from waited w where w.key is not null
            )
            select key from waited where key is not null limit ?"""
                    .replace("<blocked>", KeyedRuns.BLOCKED);

    private final Database database;

    /** For the container's proxy. */
    protected PlaceRepository() {
        this(null);
    }

    @Inject
    public PlaceRepository(Database database) {
        this.database = database;
    }

    /** Keys that runs wait for, in order, from the first after the given one on. */
    List<String> waitedFor(String after, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WAITED_FOR)) {
                statement.setString(1, after);
                statement.setInt(2, limit);
                return keys(statement);
            }
        });
    }

    /** Those of the keys that have a place for a run that waits; takes no lock. */
    List<String> free(Collection<String> keys) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FREE)) {
                bind(connection, statement, 1, keys);
                return keys(statement);
            }
        });
    }

    /** Lets as many of the keys' waiting runs go as there are places; they have to be handed out now. */
    List<DueRun> release(Collection<String> keys) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_RELEASE)) {
                bind(connection, statement, 1, keys);
                bind(connection, statement, 2, keys);
                statement.execute();
                statement.getMoreResults();
                List<DueRun> released = new ArrayList<>();
                try (ResultSet row = statement.getResultSet()) {
                    while (row.next()) {
                        released.add(DueRunRow.of(row));
                    }
                }
                return released;
            }
        });
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, Collection<String> keys)
            throws SQLException {
        statement.setArray(at, Sql.array(connection, "text", keys, key -> key));
    }

    private static List<String> keys(PreparedStatement statement) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                keys.add(row.getString(1));
            }
        }
        return keys;
    }
}
