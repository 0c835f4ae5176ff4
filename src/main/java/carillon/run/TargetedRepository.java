package carillon.run;

import carillon.platform.Database;
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
import java.util.List;
import java.util.UUID;

/** Finds the runs that only one member may perform, and gives up those whose member stays away. */
@ApplicationScoped
public class TargetedRepository {

    /** From name to name by index run_target, whatever the number of runs of each. */
    private static final String AWAITED =
            """
            with recursive awaited as (
              (select <waiting> as target from run where <waiting> > '' order by 1 limit 1)
              union all
              select (select <waiting> from run where <waiting> > a.target order by 1 limit 1)
                from awaited a
               where a.target is not null
            )
            select target from awaited where target is not null limit 1000"""
                    .replace("<waiting>", RunTarget.WAITING);

    /** One range of index run_open for each of the names, each lane that is open and each priority. */
    private static final String DUE = WaitingRepository.LANES
            + """
            select r.id, l.queue, l.tenant, r.priority, r.due_at, t.name as target
              from unnest(?::text[]) as t(name)
             cross join lane l
             cross join generate_series(0, 9) p(priority)
             cross join lateral (
               select id, priority, due_at
                 from run
                where finished_at is null and queue = l.queue and tenant = l.tenant and not blocked and target = t.name
                  and priority = p.priority and due_at <= now() and state in ('scheduled', 'retrying')
                order by due_at
                limit ?) r
             where l.queue not in (select name from held_queue)
             order by r.due_at - r.priority * ?::interval, r.id""";

    /** One range of index run_target for each of the names. */
    private static final String COMING =
            """
            select r.id, r.queue, r.tenant, r.priority, r.due_at, r.target
              from unnest(?::text[]) as t(name)
             cross join lateral (
               select id, queue, tenant, priority, due_at, target, blocked, state
                 from run
                where <waiting> = t.name and due_at > now() and due_at <= now() + ?::interval
                order by due_at
                limit ?) r
             where not r.blocked and r.state in ('scheduled', 'retrying')"""
                    .replace("<waiting>", RunTarget.WAITING);

    /** By index run_target, of names that are not there: what has waited for longer than its job lets it. */
    private static final String EXPIRE =
            """
            with expired as materialized (
              select r.id
                from unnest(?::text[]) as t(name)
               cross join lateral (
                 select id, job_id, due_at, state from run where <waiting> = t.name and due_at <= now()) r
                join job j on j.id = r.job_id
               where r.state in ('scheduled', 'retrying')
                 and r.due_at <= now() - coalesce(j.spec->'target'->>'expire', j.spec->>'retention')::interval
               limit 1000
            )
            update run r
               set state = case when r.attempt = 0 then 'skipped' else 'failed' end::run_state,
                   dead = r.attempt > 0, reason = 'expired', blocked = false, finished_at = clock_timestamp(),
                   fingerprint = case when r.attempt > 0 then 'expired' end,
                   error = case when r.attempt = 0 then r.error
                                else 'Member ' || r.target || ' did not come back in time to try again.' end
              from expired e
             where r.id = e.id and r.state in ('scheduled', 'retrying')
               and not r.target in (select name from worker_here)
            returning r.id, r.job_id, r.queue, r.attempt, r.state::text as state, r.error"""
                    .replace("<waiting>", RunTarget.WAITING);

    private static final String EXPIRED = "expired";

    private final Database database;

    /** For the container's proxy. */
    protected TargetedRepository() {
        this(null);
    }

    @Inject
    public TargetedRepository(Database database) {
        this.database = database;
    }

    /** Names of members that have open runs which only they may perform, at most 1,000; most often none. */
    public List<String> awaited() {
        return database.relaxed(connection -> names(connection, AWAITED));
    }

    /** Those of the members' runs that are due, best first, at most so many of each member, lane and priority. */
    public List<DueRun> due(Collection<String> members, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DUE)) {
                statement.setArray(1, Sql.array(connection, "text", members, name -> name));
                statement.setInt(2, limit);
                statement.setString(3, DueRun.AGEING.toString());
                return runs(statement);
            }
        });
    }

    /** Those of the members' runs that are not yet due and will be within {@code ahead}, at most so many of each member. */
    public List<DueRun> coming(Collection<String> members, Duration ahead, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COMING)) {
                statement.setArray(1, Sql.array(connection, "text", members, name -> name));
                statement.setString(2, ahead.toString());
                statement.setInt(3, limit);
                return runs(statement);
            }
        });
    }

    /**
     * Gives up runs that have waited for a member that is not there for longer than their job lets them, at most 1,000: one
     * without an attempt is skipped, another has failed.
     */
    public List<RunEvent> expire() {
        return database.durableMessage(connection -> {
            List<String> away = new ArrayList<>(names(connection, AWAITED));
            if (!away.isEmpty()) {
                away.removeAll(names(connection, RunTarget.HERE));
            }
            return away.isEmpty() ? List.of() : expire(connection, away);
        });
    }

    private static List<RunEvent> expire(Connection connection, List<String> away) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
            statement.setArray(1, Sql.array(connection, "text", away, name -> name));
            List<RunEvent> events = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(event(row));
                }
            }
            return events;
        }
    }

    private static RunEvent event(ResultSet row) throws SQLException {
        UUID id = Sql.uuid(row, "id");
        UUID job = Sql.uuid(row, "job_id");
        String queue = row.getString("queue");
        return row.getString("state").equals(RunState.skipped.name())
                ? new RunEvent.Skipped(id, job, queue, EXPIRED)
                : new RunEvent.Failed(id, job, queue, row.getInt("attempt"), Duration.ZERO, row.getString("error"));
    }

    private static List<String> names(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
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
