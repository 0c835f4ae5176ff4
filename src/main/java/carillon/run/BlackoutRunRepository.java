package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Skips the runs that a blackout leaves out. */
@ApplicationScoped
public class BlackoutRunRepository {

    /**
     * Runs without an attempt whose instants fall into blackouts that skip: one range of index run_open for each queue and
     * priority. Jitter puts no run off by more than a day.
     */
    private static final String SKIP =
            """
            update run r
               set state = 'skipped', reason = 'blackout', finished_at = clock_timestamp(), blocked = false
              from blackout b
              join queue q on b.queues is null or q.name = any(b.queues)
             cross join generate_series(0, 9) p(priority)
             where b.policy = 'skip' and (b.name = ? or ?)
               and b.until_at > statement_timestamp() and (b.from_at <= statement_timestamp() or not ?)
               and r.finished_at is null and r.queue = q.name and r.priority = p.priority
               and r.due_at >= b.from_at and r.due_at < b.until_at + interval '1 day'
               and r.scheduled_at >= b.from_at and r.scheduled_at < b.until_at
               and r.state = 'scheduled' and r.attempt = 0
            returning r.id, r.job_id, r.queue""";

    private final Database database;

    /** For the container's proxy. */
    protected BlackoutRunRepository() {
        this(null);
    }

    @Inject
    public BlackoutRunRepository(Database database) {
        this.database = database;
    }

    /** Runs that are written already; in the caller's transaction. A blackout that holds, or is over, skips none. */
    List<RunEvent> skip(String blackout) {
        return skip(blackout, false);
    }

    /** Runs of the blackouts that hold now, written by whoever did not know of them yet. */
    List<RunEvent> skipStrays() {
        return skip("", true);
    }

    private List<RunEvent> skip(String blackout, boolean all) {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SKIP)) {
                statement.setString(1, blackout);
                statement.setBoolean(2, all);
                statement.setBoolean(3, all);
                List<RunEvent> skipped = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        skipped.add(new RunEvent.Skipped(
                                Sql.uuid(row, "id"), Sql.uuid(row, "job_id"), row.getString("queue"), "blackout"));
                    }
                }
                return skipped;
            }
        });
    }
}
