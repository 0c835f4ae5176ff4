package carillon.run;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Deletes single runs and jobs that are past their retention. */
@ApplicationScoped
public class PruneRepository {

    private static final int BATCH = 5_000;

    private static final String LONGEST =
            """
            select extract(epoch from greatest(max((spec->>'retention')::interval), interval '1 day')) from job""";

    /** By index run_job, a bounded number at a time. */
    private static final String DELETE_RUNS =
            """
            delete from run r
             where r.id in (
               select o.id
                 from job j
                cross join lateral (
                  select id from run
                   where job_id = j.id and finished_at < clock_timestamp() - (j.spec->>'retention')::interval
                   limit ?) o
                where extract(epoch from (j.spec->>'retention')::interval) < ?
                limit ?)""";

    /** One-shot jobs that had their instant, and deleted jobs: they go when no run of theirs is kept. */
    private static final String DELETE_JOBS =
            """
            delete from job
             where id in (
               select j.id
                 from job j
                where ((j.one_shot and j.next_fire_at is null and j.state = 'active') or j.deleted_at is not null)
                  and j.updated_at < clock_timestamp() - interval '1 hour'
                  and not exists (select 1 from run r where r.job_id = j.id)
                limit ?)""";

    /** A batch goes with the last of its runs. */
    private static final String DELETE_BATCHES =
            """
            delete from batch
             where id in (
               select b.id
                 from batch b
                where b.created_at < clock_timestamp() - interval '1 hour'
                  and not exists (select 1 from run r where r.batch = b.id)
                limit ?)""";

    private final Database database;

    /** For the container's proxy. */
    protected PruneRepository() {
        this(null);
    }

    @Inject
    public PruneRepository(Database database) {
        this.database = database;
    }

    /** The longest that any job keeps its runs; at least a day. */
    public Duration longestRetention() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LONGEST);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return Duration.ofSeconds(row.getLong(1));
            }
        });
    }

    /** Deletes final runs of jobs that keep them for less than {@code longest}, when their time is over. */
    public int deleteRunsKeptLess(Duration longest) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_RUNS)) {
                statement.setInt(1, BATCH);
                statement.setLong(2, longest.toSeconds());
                statement.setInt(3, BATCH);
                return repeat(statement);
            }
        });
    }

    /** Deletes jobs that will never fire again and of which nothing is kept. */
    public int deleteSpentJobs() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_JOBS)) {
                statement.setInt(1, BATCH);
                return repeat(statement);
            }
        });
    }

    /** Deletes batches of which nothing is kept. */
    public int deleteSpentBatches() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_BATCHES)) {
                statement.setInt(1, BATCH);
                return repeat(statement);
            }
        });
    }

    /** In small transactions, so that nobody waits for a large one. */
    private static int repeat(PreparedStatement statement) throws SQLException {
        int total = 0;
        int deleted;
        do {
            deleted = statement.executeUpdate();
            total += deleted;
        } while (deleted == BATCH);
        return total;
    }
}
