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
import java.util.UUID;

/** Deletes single runs and jobs that are past their retention. */
@ApplicationScoped
public class PruneRepository {

    private static final int BATCH = 5_000;
    private static final int JOBS = 1_000;
    private static final int RUNS_OF_A_JOB = 1_000;
    private static final UUID FIRST = new UUID(0, 0);

    private static final String LONGEST =
            """
            select extract(epoch from greatest(max((spec->>'retention')::interval), interval '1 day')) from job""";

    /**
     * Of a bounded number of jobs, a bounded number each, by index run_job: an id begins with its instant, and what ended
     * before a time was also due before it. One that a request lets begin again in this moment stays. Their logs go with them. Tells how far among
     * the jobs it came.
     */
    private static final String DELETE_RUNS =
            """
            with seen as (
              select id, spec->>'retention' as retention from job where id > ? order by id limit ?
            ), over as (
              delete from run
               where id = any(array(
                 select o.id
                   from seen
                  cross join lateral (
                    select id from run
                     where job_id = seen.id and finished_at < now() - seen.retention::interval
                       and id < rpad(lpad(to_hex((extract(epoch from now() - seen.retention::interval) * 1000)::bigint),
                                          12, '0'), 32, '0')::uuid
                     order by id
                     limit ?) o
                  where extract(epoch from seen.retention::interval) < ?))
                 and finished_at is not null
              returning id
            ), logs as (
              delete from run_log where run_id = any(array(select id from over)))
            select (select id from seen order by id desc limit 1) as last, (select count(*) from over) as deleted""";

    /**
     * They go when no run of theirs is kept; the condition is that of index job_spent or of job_deleted. The run is asked
     * for in order, so that it is one step down index run_job whatever the statistics say.
     */
    private static final String DELETE_JOBS =
            """
            with seen as (
              select id, updated_at from job where %s and id > ? order by id limit ?
            ), over as (
              delete from job
               where id = any(array(
                 select seen.id from seen
                  where seen.updated_at < clock_timestamp() - interval '1 hour'
                    and (select r.id from run r where r.job_id = seen.id order by r.id limit 1) is null))
              returning 1)
            select (select id from seen order by id desc limit 1) as last, (select count(*) from over) as deleted""";

    /** One-shot jobs that had their instant; one whose calendars leave none may have it after their next edit. */
    private static final String DELETE_SPENT = DELETE_JOBS.formatted(
            "one_shot and next_fire_at is null and state = 'active' and (spent or fired > counts_fired)");

    private static final String DELETE_DELETED = DELETE_JOBS.formatted("deleted_at is not null");

    /** Past versions of which no instant has a row any more. */
    private static final String DELETE_VERSIONS =
            """
            delete from job_version
             where (job_id, version) in (
               select job_id, version from job_version
                where counts_until < clock_timestamp() - ? * interval '1 second'
                  and ended_at < clock_timestamp() - ? * interval '1 second'
                limit ?)""";

    private static final String DELETE_ANSWERS =
            """
            delete from idempotency
             where (tenant, key) in (
               select tenant, key from idempotency
                where created_at < clock_timestamp() - interval '24 hours'
                limit ?)""";

    private static final String DELETE_ACTIONS =
            "delete from run_action where ended_at < clock_timestamp() - interval '7 days'";

    /** A batch goes with the last of its runs, asked for in order: one step down index run_batch. */
    private static final String DELETE_BATCHES =
            """
            delete from batch
             where created_at < clock_timestamp() - interval '1 hour'
               and (select r.id from run r where r.batch = batch.id order by r.batch, r.id limit 1) is null""";

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
                statement.setInt(2, JOBS);
                statement.setInt(3, RUNS_OF_A_JOB);
                statement.setLong(4, longest.toSeconds());
                return throughJobs(statement, RUNS_OF_A_JOB);
            }
        });
    }

    /** Deletes jobs that will never fire again and of which nothing is kept. */
    public int deleteSpentJobs() {
        return database.relaxed(
                connection -> deleteJobs(connection, DELETE_SPENT) + deleteJobs(connection, DELETE_DELETED));
    }

    /** Deletes batches of which nothing is kept; they are few. */
    public int deleteSpentBatches() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_BATCHES)) {
                return statement.executeUpdate();
            }
        });
    }

    /** Deletes actions on many runs that have ended a week ago; they are few. */
    public int deletePastActions() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_ACTIONS)) {
                return statement.executeUpdate();
            }
        });
    }

    /** Deletes what the ledger cannot need any more, when no job keeps its runs for longer than {@code longest}. */
    public int deletePastVersions(Duration longest) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_VERSIONS)) {
                statement.setLong(1, longest.toSeconds());
                statement.setLong(2, longest.toSeconds());
                statement.setInt(3, BATCH);
                return repeat(statement);
            }
        });
    }

    /** Deletes first answers whose day is over. */
    public int deleteFirstAnswers() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE_ANSWERS)) {
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

    private static int deleteJobs(Connection connection, String delete) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setInt(2, JOBS);
            return throughJobs(statement, Integer.MAX_VALUE);
        }
    }

    /**
     * In small transactions, so that nobody waits for a large one: goes on behind the last job it saw, and looks at the
     * same jobs again while it deleted as much as one of them may have had in excess.
     */
    private static int throughJobs(PreparedStatement statement, int again) throws SQLException {
        int total = 0;
        UUID after = FIRST;
        while (after != null) {
            statement.setObject(1, after);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                int deleted = row.getInt("deleted");
                total += deleted;
                after = deleted < again ? Sql.uuid(row, "last") : after;
            }
        }
        return total;
    }
}
