package carillon.run;

import carillon.job.TimeLimits;
import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Attempts that targets have taken over. Each has a time at which it ends by itself: the job's hard limit after its start or,
 * where its handler asks for heartbeats, so long after the last one, whichever comes first.
 */
@ApplicationScoped
public class CallbackRepository {

    private static final String HARD =
            "coalesce((j.spec->'limits'->>'hard')::interval, interval '" + TimeLimits.DEFAULT.hard() + "')";
    private static final String HEARTBEAT = "(j.spec->'handler'->>'heartbeat')::interval";

    /** By the primary key. The member that made the request lets go of it. */
    private static final String HAND_OVER =
            """
            update run r
               set started_at = r.claimed_at + h.started_us * interval '1 microsecond',
                   callback_until = least(r.claimed_at + h.started_us * interval '1 microsecond' + <hard>,
                                          clock_timestamp() + <heartbeat>)
              from unnest(?::uuid[], ?::int[], ?::bigint[]) as h(id, attempt, started_us), job j
             where r.id = h.id and r.id between ? and ? and r.attempt = h.attempt and r.state = 'active' and r.member = ?
               and j.id = r.job_id"""
                    .replace("<hard>", HARD)
                    .replace("<heartbeat>", HEARTBEAT);

    private static final String HELD =
            """
            select r.*, r.state::text as state_name, j.name as job_name,
                   coalesce((j.spec->'retry'->>'maxAttempts')::int, 1) + r.forgiven as max_attempts,
                   (j.spec->'handler')::text as handler, (j.spec->'retry')::text as retry,
                   (j.spec->'limits')::text as limits, clock_timestamp() as now,
                   coalesce(r.started_at, r.claimed_at) + <hard> <= clock_timestamp() as over_limit,
                   <follow_up> as follow_up
              from run r
              left join job j on j.id = r.job_id
             where\s"""
                    .replace("<hard>", HARD)
                    .replace("<follow_up>", KeyedRuns.FOLLOW_UP);

    /**
     * By index run_callback. Those whose heartbeat is missing are given as long as that once more, should the database have
     * been out of reach meanwhile: theirs may have been refused.
     */
    private static final String OVERDUE = HELD
            + """
            r.callback_until <= now() and r.finished_at is null and r.state = 'active'
               and (coalesce(r.started_at, r.claimed_at) + <hard> <= clock_timestamp()
                    or coalesce(<heartbeat>, interval '0') <= ?::interval)
             order by r.callback_until
             limit 200"""
                    .replace("<hard>", HARD)
                    .replace("<heartbeat>", HEARTBEAT);

    /** Changes nothing of an attempt whose time is up, although nobody may have ended it yet. */
    private static final String BEAT =
            """
            update run r
               set heartbeat_at = clock_timestamp(),
                   progress = coalesce(?::real, case when r.progress_attempt = r.attempt then r.progress end),
                   progress_message = coalesce(?::text,
                     case when r.progress_attempt = r.attempt then r.progress_message end),
                   progress_attempt = r.attempt,
                   callback_until = case when r.callback_until is not null
                     then least(coalesce(r.started_at, r.claimed_at) + <hard>, clock_timestamp() + <heartbeat>) end
              from job j
             where r.id = ? and r.attempt = ? and r.state = 'active' and j.id = r.job_id
               and (r.callback_until is null or r.callback_until > clock_timestamp())
               and (r.heartbeat_at is null or r.heartbeat_at < greatest(clock_timestamp() - interval '1 second', r.claimed_at))
            returning r.callback_until"""
                    .replace("<hard>", HARD)
                    .replace("<heartbeat>", HEARTBEAT);

    private final Database database;

    /** For the container's proxy. */
    protected CallbackRepository() {
        this(null);
    }

    @Inject
    public CallbackRepository(Database database) {
        this.database = database;
    }

    /** Durably; changes nothing of attempts that are not the member's any more, or over. */
    void handOver(UUID member, List<Finish> taken) {
        List<UUID> ids = taken.stream().map(one -> one.run().id()).toList();
        database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HAND_OVER)) {
                statement.setArray(1, Sql.array(connection, "uuid", ids, id -> id));
                statement.setArray(
                        2, Sql.array(connection, "int4", taken, one -> one.run().attempt()));
                statement.setArray(
                        3,
                        Sql.array(
                                connection,
                                "int8",
                                taken,
                                one -> one.startedAfter().toNanos() / 1_000));
                statement.setObject(4, Collections.min(ids, Ids.BY_TIME));
                statement.setObject(5, Collections.max(ids, Ids.BY_TIME));
                statement.setObject(6, member);
                return statement.executeUpdate();
            }
        });
    }

    Optional<HeldRun> find(String tenant, UUID run) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HELD + "r.id = ? and r.tenant = ?")) {
                statement.setObject(1, run);
                statement.setString(2, tenant);
                return held(statement).stream().findFirst();
            }
        });
    }

    /**
     * Those that end by themselves now, at most 200.
     *
     * @param contact for how long the database has been in reach without a break
     */
    List<HeldRun> overdue(Duration contact) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OVERDUE)) {
                statement.setString(1, contact.toString());
                return held(statement);
            }
        });
    }

    /**
     * Keeps that the target was heard of, and how far it says it is, unless it was heard of within the last second.
     *
     * @param fraction 0 to 1; null for what it told before
     * @param message null for what it told before
     */
    boolean beat(UUID run, int attempt, Double fraction, String message) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEAT)) {
                statement.setObject(1, fraction);
                statement.setString(2, RunProgress.line(message));
                statement.setObject(3, run);
                statement.setInt(4, attempt);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    private static List<HeldRun> held(PreparedStatement statement) throws SQLException {
        List<HeldRun> held = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                held.add(held(row));
            }
        }
        return held;
    }

    private static HeldRun held(ResultSet row) throws SQLException {
        RunView view = RunRow.view(row);
        Instant claimedAt = view.claimedAt();
        ClaimedRun run = new ClaimedRun(
                view.id(),
                view.job(),
                view.jobName(),
                view.tenant(),
                view.queue(),
                view.attempt(),
                row.getInt("forgiven"),
                view.scheduledAt(),
                view.dueAt(),
                claimedAt,
                row.getString("handler"),
                row.getString("retry"),
                row.getString("limits"),
                null,
                row.getString("follow_up"),
                row.getString("concurrency_key"),
                view.batch() != null,
                row.getString("traceparent"));
        return new HeldRun(
                view, run, view.member(), view.startedAt(), Sql.instant(row, "now"), row.getBoolean("over_limit"));
    }
}
