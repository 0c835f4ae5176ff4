package carillon.run;

import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes what the change of a job's version needs, in the caller's transaction. */
@ApplicationScoped
public class TurnRepository {

    private static final String NOW = "select clock_timestamp() as now";

    /** By index run_job. A run that is locked here is not claimed until the transaction has ended. */
    private static final String AHEAD =
            """
            select id, job_id, scheduled_at, target, state not in ('scheduled', 'skipped') or attempt > 0 as begun
              from run
             where job_id = any(?) and id >= ? and scheduled_at > ?
             order by id
               for update""";

    /** By the primary key; the bounds keep the plan to the partitions the ids are in. */
    private static final String TAKE_BACK =
            """
            with gone as (
              delete from run where id = any(?) and id between ? and ? returning job_id, scheduled_at
            ), counted as (
              select job_id, count(distinct scheduled_at) as instants from gone group by job_id)
            update job j set fired = j.fired - c.instants from counted c where j.id = c.job_id""";

    /** The calendars that job j names, in its order; null for none. */
    static final String CALENDARS =
            """
            (select jsonb_agg(c.definition order by n.place)
               from jsonb_array_elements_text(j.spec->'calendars') with ordinality as n(name, place)
               join calendar c on c.tenant = j.tenant and c.name = n.name)""";

    private static final String KEEP =
            """
            insert into job_version (job_id, version, fires, counts_after, counts_until, counts_fired, spent, spec,
                                     calendars, ended_at, ended_as, ended_by)
            select j.id, j.version, j.state = 'active', j.counts_after, e.until, j.counts_fired, j.spent, j.spec, %s,
                   ?, ?, ?
              from unnest(?::uuid[], ?::timestamptz[]) as e(job_id, until)
              join job j on j.id = e.job_id"""
                    .formatted(CALENDARS);

    /** By index run_job. */
    private static final String OPEN = "select exists (select 1 from run where job_id = ? and finished_at is null)";

    /** By index run_job, from its end. */
    private static final String LAST_END =
            """
            select date_trunc('milliseconds', finished_at) as finished_at
              from run
             where job_id = ? and finished_at is not null
             order by id desc
             limit 1""";

    private static final String LEASE = "select 1 from timer_lease where epoch = ? and owner = ? for key share";

    private final Database database;

    /** For the container's proxy. */
    protected TurnRepository() {
        this(null);
    }

    @Inject
    public TurnRepository(Database database) {
        this.database = database;
    }

    Instant now() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(NOW);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return Sql.instant(row, "now");
            }
        });
    }

    /**
     * Locks the rows of the jobs' scheduled instants after {@code at}, earliest first; triggered runs are not among them.
     * By job; one without such rows is not there.
     */
    Map<UUID, List<Ahead>> lockAhead(Collection<UUID> jobs, Instant at) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(AHEAD)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                statement.setObject(2, Ids.floor(at));
                statement.setObject(3, Sql.time(at));
                Map<UUID, List<Ahead>> ahead = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        UUID job = Sql.uuid(row, "job_id");
                        Ahead run = new Ahead(
                                Sql.uuid(row, "id"), Sql.instant(row, "scheduled_at"), row.getBoolean("begun"));
                        if (RunTarget.ofInstant(run.id(), job, run.scheduledAt(), row.getString("target"))) {
                            ahead.computeIfAbsent(job, id -> new ArrayList<>()).add(run);
                        }
                    }
                }
                return ahead;
            }
        });
    }

    /** Deletes rows that {@link #lockAhead} has locked, as if they had never been fired. */
    void takeBack(List<Ahead> runs) {
        if (runs.isEmpty()) {
            return;
        }
        List<UUID> ids = runs.stream().map(Ahead::id).toList();
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE_BACK)) {
                statement.setArray(1, Sql.array(connection, "uuid", ids, id -> id));
                statement.setObject(2, Collections.min(ids, Ids.BY_TIME));
                statement.setObject(3, Collections.max(ids, Ids.BY_TIME));
                return statement.executeUpdate();
            }
        });
    }

    /** When the last run of the job ended; empty when none of those that are kept has. */
    Optional<Instant> lastEnd(UUID job) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LAST_END)) {
                statement.setObject(1, job);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(Sql.instant(row, "finished_at")) : Optional.empty();
                }
            }
        });
    }

    /**
     * Keeps what the jobs' rows say now as versions that are over.
     *
     * @param until by job, the last instant that is its version's
     */
    void keep(Map<UUID, Instant> until, Instant at, Ending as, String author) {
        List<Map.Entry<UUID, Instant>> ends = List.copyOf(until.entrySet());
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
                statement.setObject(1, Sql.time(at));
                statement.setString(2, as.name());
                statement.setString(3, author);
                statement.setArray(4, Sql.array(connection, "uuid", ends, Map.Entry::getKey));
                statement.setArray(5, Sql.array(connection, "timestamptz", ends, end -> Sql.time(end.getValue())));
                return statement.executeUpdate();
            }
        });
    }

    /** Holds the lease's row against a new holder; false when it is another's already. */
    boolean holdLease(UUID owner, long epoch) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LEASE)) {
                statement.setLong(1, epoch);
                statement.setObject(2, owner);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** True while a run of the job is not final. */
    boolean open(UUID job) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
                statement.setObject(1, job);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    /**
     * The row of an instant that has not come.
     *
     * @param begun true when it was claimed or cancelled all the same
     */
    record Ahead(UUID id, Instant scheduledAt, boolean begun) {}
}
