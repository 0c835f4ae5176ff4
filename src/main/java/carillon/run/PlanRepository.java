package carillon.run;

import carillon.job.JobSpec;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Plans stored jobs again in the caller's transaction: takes back what was fired ahead, and sets the cursors. */
@ApplicationScoped
public class PlanRepository {

    /** In order, so that two edits cannot block each other. */
    private static final String LOCK =
            """
            select id, spec::text as spec, created_at, next_fire_at
              from job
             where id = any(?) and deleted_at is null and state = 'active'
             order by id
               for update""";

    /** By index run_job. Rows of instants to come are as good as unwritten, skipped ones too. */
    private static final String TAKE_BACK =
            """
            with gone as (
              delete from run
               where job_id = any(?) and id >= ? and scheduled_at > ? and attempt = 0
                 and state in ('scheduled', 'skipped')
              returning job_id)
            update job j
               set fired = greatest(0, j.fired - g.instants)
              from (select job_id, count(*) as instants from gone group by job_id) g
             where j.id = g.job_id
            returning j.id""";

    /** A run of a one-shot job may be one that was triggered, while its own instant is still to come. */
    private static final String SPENT =
            """
            select id
              from job
             where id = any(?)
               and (fired >= (spec->>'maxRuns')::bigint
                    or one_shot and next_fire_at is null and not id = any(?)
                       and exists (select 1 from run r where r.job_id = job.id))""";

    /** A new version: what the timer keeps of the job, or has planned, is not used any more. */
    private static final String SET =
            """
            update job j
               set next_fire_at = p.next, version = j.version + 1
              from unnest(?::uuid[], ?::timestamptz[]) as p(id, next)
             where j.id = p.id""";

    private final Database database;

    /** For the container's proxy. */
    protected PlanRepository() {
        this(null);
    }

    @Inject
    public PlanRepository(Database database) {
        this.database = database;
    }

    /** A job whose row is locked until the transaction ends; {@code cursor} may be null. */
    record Locked(UUID id, JobSpec spec, Instant createdAt, Instant cursor) {}

    /** Those of the jobs that are active. */
    List<Locked> lock(List<UUID> jobs) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                List<Locked> locked = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        locked.add(new Locked(
                                row.getObject("id", UUID.class),
                                Json.read(row.getString("spec"), JobSpec.class),
                                Sql.instant(row, "created_at"),
                                Sql.instant(row, "next_fire_at")));
                    }
                }
                return locked;
            }
        });
    }

    /** Deletes the rows of instants after {@code now}; what has come is left alone. Returns the jobs that had some. */
    Set<UUID> takeBack(List<UUID> jobs, Instant now) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE_BACK)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                statement.setObject(2, Ids.floor(now.minus(Duration.ofSeconds(1))));
                statement.setObject(3, Sql.time(now));
                return ids(statement);
            }
        });
    }

    /**
     * Those of the jobs that have had all the instants they may have.
     *
     * @param takenBack those of them that had some taken back
     */
    Set<UUID> spent(List<UUID> jobs, Set<UUID> takenBack) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SPENT)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                statement.setArray(2, Sql.array(connection, "uuid", takenBack, id -> id));
                return ids(statement);
            }
        });
    }

    private static Set<UUID> ids(PreparedStatement statement) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    /** A job's new cursor; null when it has no instant to come. */
    record Planned(UUID job, Instant next) {}

    void set(List<Planned> plans) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SET)) {
                statement.setArray(1, Sql.array(connection, "uuid", plans, Planned::job));
                statement.setArray(2, Sql.array(connection, "timestamptz", plans, plan -> Sql.time(plan.next())));
                return statement.executeUpdate();
            }
        });
    }
}
