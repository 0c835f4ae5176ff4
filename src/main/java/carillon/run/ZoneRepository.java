package carillon.run;

import carillon.job.FiringWalk;
import carillon.job.JobCalendars;
import carillon.job.JobSpec;
import carillon.job.Looks;
import carillon.job.NextInstant;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads what a new time-zone database may have moved. */
@ApplicationScoped
public class ZoneRepository {

    private static final Logger LOG = Logger.getLogger(ZoneRepository.class.getName());

    private static final String VERSION = "select version from zone_data";

    private static final String CHANGED =
            """
            update zone_data
               set version = ?, changed_at = clock_timestamp()
             where exists (select 1 from timer_lease where epoch = ? and owner = ? for key share)""";

    /** Soonest first, so that what is due next is right first. Calendars have zones too. Uses index job_due. */
    private static final String ZONED_JOBS =
            """
            select id, tenant, next_fire_at, created_at, spec::text as spec, %s::text as calendars
              from job j
             where next_fire_at >= ? and (next_fire_at, id) > (?, ?)
               and (spec->'schedule'->>'type' = 'cron' or spec->'calendars' <> '[]'::jsonb)
               and spec->'schedule'->>'mode' is distinct from 'fixed-delay'
             order by next_fire_at, id
             limit ?"""
                    .formatted(TurnRepository.CALENDARS);

    /** By index run_job. */
    private static final String AHEAD =
            """
            select job_id, id, scheduled_at, target
              from run
             where job_id = any(?) and id >= ? and scheduled_at > ?
             order by job_id, id""";

    private final Database database;

    /** For the container's proxy. */
    protected ZoneRepository() {
        this(null);
    }

    @Inject
    public ZoneRepository(Database database) {
        this.database = database;
    }

    /** The time-zone database that cursors were computed with last; empty before the first. */
    public String version() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(VERSION);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }

    /** Notes that all cursors were computed anew; false when the lease is another's by now. */
    public boolean changed(String version, UUID owner, long epoch) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CHANGED)) {
                statement.setString(1, version);
                statement.setLong(2, epoch);
                statement.setObject(3, owner);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /**
     * Jobs whose instants depend on zones, by their rule or by a calendar, by their cursors after that one; those that cannot
     * be read here are left out.
     */
    public Batch zonedJobs(Instant next, UUID after, int limit) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ZONED_JOBS)) {
                statement.setObject(1, Sql.time(next));
                statement.setObject(2, Sql.time(next));
                statement.setObject(3, after);
                statement.setInt(4, limit);
                List<ZonedJob> jobs = new ArrayList<>();
                ZonedJob last = null;
                int read = 0;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        read++;
                        last = job(row);
                        if (last.walk() != null) {
                            jobs.add(last);
                        }
                    }
                }
                return new Batch(jobs, read < limit ? null : last);
            }
        });
    }

    private static ZonedJob job(ResultSet row) throws SQLException {
        UUID id = Sql.uuid(row, "id");
        return new ZonedJob(
                id,
                row.getString("tenant"),
                Sql.instant(row, "next_fire_at"),
                walk(id, row.getString("spec"), Sql.instant(row, "created_at"), row.getString("calendars")));
    }

    private static FiringWalk walk(UUID job, String spec, Instant createdAt, String calendars) {
        try {
            return new FiringWalk(job, Json.read(spec, JobSpec.class), createdAt, JobCalendars.stored(calendars));
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, e, () -> "event=definition-unreadable job=" + job);
            return null;
        }
    }

    /** Instants after {@code now} of which those jobs have rows already, in order. */
    public Map<UUID, List<Instant>> ahead(List<ZonedJob> jobs, Instant now) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(AHEAD)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, ZonedJob::id));
                statement.setObject(2, Ids.floor(now));
                statement.setObject(3, Sql.time(now));
                Map<UUID, List<Instant>> ahead = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        UUID job = Sql.uuid(row, "job_id");
                        Instant at = Sql.instant(row, "scheduled_at");
                        UUID run = Sql.uuid(row, "id");
                        List<Instant> its = ahead.computeIfAbsent(job, id -> new ArrayList<>());
                        if (RunTarget.ofInstant(run, job, at, row.getString("target")) && !its.contains(at)) {
                            its.add(at);
                        }
                    }
                }
                return ahead;
            }
        });
    }

    /**
     * @param last where the next batch goes on; null when there is none
     */
    public record Batch(List<ZonedJob> jobs, ZonedJob last) {}

    /**
     * A job whose instants depend on zones, with a cursor.
     *
     * @param walk null when its definition cannot be read here
     */
    public record ZonedJob(UUID id, String tenant, Instant next, FiringWalk walk) {

        /**
         * True when its instants after {@code now} are not those that have rows and then the cursor. A cursor that is late
         * has been right, and goes the way of all late instants.
         *
         * @param ahead instants that have rows
         */
        public boolean moved(Instant now, List<Instant> ahead) {
            if (!next.isAfter(now)) {
                return false;
            }
            Instant at = now;
            for (Instant instant : ahead) {
                if (!walk.next(at, instant).equals(Optional.of(instant))) {
                    return true;
                }
                at = instant;
            }
            return cursorMoved(at);
        }

        /** A cursor may stand before its instant, where a search has ended early: there is none before it. */
        private boolean cursorMoved(Instant at) {
            NextInstant found = walk.next(at, Looks.ofTurn());
            return found.lookedUntil() == null
                    ? !next.equals(found.at())
                    : found.lookedUntil().isBefore(next);
        }
    }
}
