package carillon.run;

import carillon.job.CalendarSpec;
import carillon.job.JobSpec;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Reads what jobs are and were, and the rows of their instants, all as of one moment. */
@ApplicationScoped
public class LedgerRepository {

    private static final String SNAPSHOT = "set transaction isolation level repeatable read read only";

    private static final String ZONES = "select version, changed_at, clock_timestamp() as now from zone_data";

    /** Deleted jobs too: they are kept as long as their runs are. By ranges of the primary keys. */
    private static final String JOBS =
            """
            select j.id, j.created_at, j.next_fire_at, v.*
              from (select * from job where tenant = ? and id > ? and id <= ? order by id limit ?) j
             cross join lateral (
               select o.version, o.fires, o.counts_after, o.counts_until, o.counts_fired, o.spent,
                      o.spec::text as spec, o.calendars::text as calendars, o.ended_at
                 from job_version o
                where o.job_id = j.id
               union all
               select j.version, j.state = 'active' and j.deleted_at is null, j.counts_after, null, j.counts_fired,
                      j.spent, j.spec::text, %s::text, null) v
             order by j.id, v.version"""
                    .formatted(TurnRepository.CALENDARS);

    /**
     * By index run_job, in the partitions of the range: job by job, since a plan that serves all values would rather read
     * everybody's runs of the range by the primary key. Where few jobs have many runs, it would even do so for each job
     * anew: the range is therefore given to the index as rows, and to the choice of partitions as an alternative of twice
     * the same, which no index takes.
     */
    private static final String ROWS =
            """
            select r.job_id, r.id, r.scheduled_at, r.state::text as state, r.reason, r.due_at, r.finished_at, r.epoch, r.target,
                   r.batch is not null
                     and exists (select 1 from batch b where b.id = r.batch and b.kind = 'backfill') as backfilled
              from unnest(?::uuid[]) as w(job)
             cross join lateral (
               select * from run
                where job_id = w.job and (job_id, id) >= (w.job, ?) and (job_id, id) < (w.job, ?)
                  and (id >= ? and id < ? or id >= ? and id < ?)
                  and scheduled_at >= ? and scheduled_at < ?
                order by id) r
             order by r.job_id, r.scheduled_at, r.id""";

    private final Database database;

    /** For the container's proxy. */
    protected LedgerRepository() {
        this(null);
    }

    @Inject
    public LedgerRepository(Database database) {
        this.database = database;
    }

    /** Lets the caller read as of one moment. */
    <T> T read(Function<Snapshot, T> reading) {
        return database.relaxedTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(SNAPSHOT);
            }
            return reading.apply(new Snapshot(connection));
        });
    }

    /** The tables at one moment. */
    static final class Snapshot {

        private final Connection connection;

        private Snapshot(Connection connection) {
            this.connection = connection;
        }

        Moment moment() {
            return asked(() -> {
                try (PreparedStatement statement = connection.prepareStatement(ZONES);
                        ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Moment(
                            Sql.instant(row, "now"), row.getString("version"), Sql.instant(row, "changed_at"));
                }
            });
        }

        /** Jobs of the tenant after the one, up to the other, by id. */
        List<LedgerJob> jobs(String tenant, UUID after, UUID last, int limit) {
            return asked(() -> {
                try (PreparedStatement statement = connection.prepareStatement(JOBS)) {
                    statement.setString(1, tenant);
                    statement.setObject(2, after);
                    statement.setObject(3, last);
                    statement.setInt(4, limit);
                    Map<UUID, LedgerJob> jobs = new LinkedHashMap<>();
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            add(row, jobs);
                        }
                    }
                    return List.copyOf(jobs.values());
                }
            });
        }

        private static void add(ResultSet row, Map<UUID, LedgerJob> jobs) throws SQLException {
            UUID id = Sql.uuid(row, "id");
            LedgerJob job = jobs.get(id);
            if (job == null) {
                job = new LedgerJob(
                        id, Sql.instant(row, "created_at"), Sql.instant(row, "next_fire_at"), new ArrayList<>());
                jobs.put(id, job);
            }
            job.versions()
                    .add(new LedgerJob.Version(
                            Json.read(row.getString("spec"), JobSpec.class),
                            calendars(row.getString("calendars")),
                            row.getBoolean("fires"),
                            Sql.instant(row, "counts_after"),
                            Sql.instant(row, "counts_until"),
                            row.getLong("counts_fired"),
                            row.getBoolean("spent"),
                            Sql.instant(row, "ended_at")));
        }

        private static List<CalendarSpec> calendars(String json) {
            return json == null ? List.of() : List.of(Json.read(json, CalendarSpec[].class));
        }

        /** Rows of those jobs at instants from {@code from} on and before {@code to}, each job's in the order of time. */
        Map<UUID, List<LedgerRow>> rows(Collection<UUID> jobs, Instant from, Instant to) {
            return asked(() -> {
                try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
                    statement.setArray(1, Sql.array(connection, "uuid", jobs, id -> id));
                    for (int i = 2; i <= 6; i += 2) {
                        statement.setObject(i, Ids.floor(from));
                        statement.setObject(i + 1, Ids.floor(to.plusMillis(1)));
                    }
                    statement.setObject(8, Sql.time(from));
                    statement.setObject(9, Sql.time(to));
                    statement.setFetchSize(10_000);
                    Map<UUID, List<LedgerRow>> rows = new LinkedHashMap<>();
                    try (ResultSet row = statement.executeQuery()) {
                        while (row.next()) {
                            LedgerRow read = row(row);
                            rows.computeIfAbsent(read.job(), job -> new ArrayList<>())
                                    .add(read);
                        }
                    }
                    return rows;
                }
            });
        }

        private static LedgerRow row(ResultSet row) throws SQLException {
            return new LedgerRow(
                    Sql.uuid(row, "job_id"),
                    Sql.uuid(row, "id"),
                    Sql.instant(row, "scheduled_at"),
                    RunState.valueOf(row.getString("state")),
                    row.getString("reason"),
                    Sql.instant(row, "due_at"),
                    Sql.instant(row, "finished_at"),
                    row.getLong("epoch"),
                    row.getBoolean("backfilled"),
                    row.getString("target"));
        }

        private static <T> T asked(Question<T> question) {
            try {
                return question.answer();
            } catch (SQLException e) {
                throw Database.failure(e);
            }
        }

        @FunctionalInterface
        private interface Question<T> {
            T answer() throws SQLException;
        }
    }

    /**
     * When the tables are read.
     *
     * @param zones the time-zone database that the timer computes with
     * @param zonesSince since when
     */
    record Moment(Instant now, String zones, Instant zonesSince) {}
}
