package carillon.run;

import carillon.platform.Database;
import carillon.platform.Lane;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the runs that wait: the timer's second way to them, beside what it fired or was told. The conditions use now() and
 * not clock_timestamp(), which an index cannot be searched by because it changes from row to row.
 */
@ApplicationScoped
public class WaitingRepository {

    /** Lanes with open runs, from lane to lane by index run_open, whatever the number of runs in each. */
    static final String LANES =
            """
            with recursive lane as (
              (select queue, tenant from run where finished_at is null order by queue, tenant limit 1)
              union all
              select n.queue, n.tenant
                from lane l
               cross join lateral (
                 select queue, tenant
                   from run
                  where finished_at is null and (queue, tenant) > (l.queue, l.tenant)
                  order by queue, tenant
                  limit 1) n
            )
            """;

    /**
     * Due now, in the order in which they are handed out: the oldest of each priority, merged by {@link DueRun#score}. What
     * waits for a place of its key, or for one member, is not. Uses index run_open, in which those lie apart. Active runs lie in the same
     * index, at most as many as there are slots.
     */
    static final String DUE =
            """
            select d.id, l.queue, l.tenant, d.priority, d.due_at, '' as target
              from unnest(?::text[], ?::text[]) as l(queue, tenant)
             cross join lateral (
               select o.id, o.priority, o.due_at
                 from generate_series(0, 9) p(priority)
                cross join lateral (
                  select id, priority, due_at
                    from run
                   where finished_at is null and queue = l.queue and tenant = l.tenant and not blocked
                     and target = ''
                     and priority = p.priority and due_at <= now() and state in ('scheduled', 'retrying')
                   order by due_at
                   limit ?) o
                order by o.due_at - o.priority * ?::interval, o.id
                limit ?) d""";

    /** Due soon, whatever the priority: one range of index run_open for each lane and priority. */
    static final String COMING = LANES
            + """
            select r.id, l.queue, l.tenant, r.priority, r.due_at, '' as target
              from lane l
             cross join generate_series(0, 9) p(priority)
             cross join lateral (
               select id, priority, due_at, state
                 from run
                where finished_at is null and queue = l.queue and tenant = l.tenant and not blocked
                     and target = ''
                  and priority = p.priority and due_at > now() and due_at <= now() + ?::interval
                order by due_at
                limit ?) r
             where r.state in ('scheduled', 'retrying')
             limit ?""";

    private final Database database;

    /** For the container's proxy. */
    protected WaitingRepository() {
        this(null);
    }

    @Inject
    public WaitingRepository(Database database) {
        this.database = database;
    }

    /** The lanes that have open runs. */
    public List<Lane> lanes() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LANES + "select queue, tenant from lane");
                    ResultSet row = statement.executeQuery()) {
                List<Lane> lanes = new ArrayList<>();
                while (row.next()) {
                    lanes.add(new Lane(row.getString("queue"), row.getString("tenant")));
                }
                return lanes;
            }
        });
    }

    /** The first of each lane's due runs, best first, at most {@code limit} of each lane. */
    public List<DueRun> due(List<Lane> lanes, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DUE)) {
                statement.setArray(1, Sql.array(connection, "text", lanes, Lane::queue));
                statement.setArray(2, Sql.array(connection, "text", lanes, Lane::tenant));
                statement.setInt(3, limit);
                statement.setString(4, DueRun.AGEING.toString());
                statement.setInt(5, limit);
                return runs(statement);
            }
        });
    }

    /** Runs not yet due that will be within {@code ahead}, at most {@code limit}. */
    public List<DueRun> coming(Duration ahead, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COMING)) {
                statement.setString(1, ahead.toString());
                statement.setInt(2, limit);
                statement.setInt(3, limit);
                return runs(statement);
            }
        });
    }

    private static List<DueRun> runs(PreparedStatement statement) throws SQLException {
        List<DueRun> runs = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                runs.add(DueRunRow.of(row));
            }
        }
        return runs;
    }
}
