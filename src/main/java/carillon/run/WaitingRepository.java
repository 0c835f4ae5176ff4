package carillon.run;

import carillon.platform.Database;
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

    /**
     * Due now, in the order in which they are handed out; what waits for a place of its key, or for one member, is not.
     * Uses index run_open, in which those lie apart. Active runs lie in the same index, at most as many as there are slots.
     */
    private static final String DUE =
            """
            select id, queue, priority, due_at, target
              from run
             where finished_at is null and queue = ? and not blocked and target = '' and due_at <= now()
               and state in ('scheduled', 'retrying')
             order by priority desc, due_at
             limit ?""";

    /** Due soon, whatever the priority: one range of index run_open for each queue and priority. */
    private static final String COMING =
            """
            select r.id, r.queue, r.priority, r.due_at, r.target
              from queue q
             cross join generate_series(0, 9) p(priority)
             cross join lateral (
               select id, queue, priority, due_at, target, state
                 from run
                where finished_at is null and queue = q.name and not blocked and target = ''
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

    /** The first of a queue's due runs, best first. */
    public List<DueRun> due(String queue, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DUE)) {
                statement.setString(1, queue);
                statement.setInt(2, limit);
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
