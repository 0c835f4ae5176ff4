package carillon.run;

import carillon.job.JobSpec;
import carillon.platform.Database;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads and writes what planning many stored jobs again needs, in the caller's transaction. */
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

    private static final String SPENT =
            """
            select id
              from job
             where id = any(?)
               and (fired >= (spec->>'maxRuns')::bigint
                    or one_shot and (spent or fired > counts_fired))""";

    /** A new version: what the timer keeps of the job, or has planned, is not used any more. */
    private static final String SET =
            """
            update job j
               set next_fire_at = p.next, version = j.version + 1, counts_after = p.after, counts_fired = j.fired,
                   spent = j.one_shot and (j.spent or j.fired > j.counts_fired)
              from unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[]) as p(id, next, after)
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

    /** Those of the jobs that are active. */
    List<Locked> lock(List<UUID> jobs) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                List<Locked> locked = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        locked.add(new Locked(
                                Sql.uuid(row, "id"),
                                Json.read(row.getString("spec"), JobSpec.class),
                                Sql.instant(row, "created_at"),
                                Sql.instant(row, "next_fire_at")));
                    }
                }
                return locked;
            }
        });
    }

    /** Those of the jobs that have had all the instants they may have. */
    Set<UUID> spent(List<UUID> jobs) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SPENT)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                Set<UUID> ids = new HashSet<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        ids.add(Sql.uuid(row, 1));
                    }
                }
                return ids;
            }
        });
    }

    void set(List<Planned> plans) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SET)) {
                statement.setArray(1, Sql.array(connection, "uuid", plans, Planned::job));
                statement.setArray(2, Sql.array(connection, "timestamptz", plans, plan -> Sql.time(plan.next())));
                statement.setArray(3, Sql.array(connection, "timestamptz", plans, plan -> Sql.time(plan.after())));
                return statement.executeUpdate();
            }
        });
    }

    /** A job whose row is locked until the transaction ends; {@code cursor} may be null. */
    record Locked(UUID id, JobSpec spec, Instant createdAt, Instant cursor) {}

    /** A job's new cursor, null when it has no instant to come, and what its new version counts after. */
    record Planned(UUID job, Instant next, Instant after) {}
}
