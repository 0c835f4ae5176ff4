package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what decides about one run, by indexes alone. */
@ApplicationScoped
public class RunSituationRepository {

    /** A member whose heartbeat is older takes nothing: it is gone, or about to be. */
    private static final String FIND =
            """
            select r.*, r.state::text as state_name, j.name as job_name,
                   coalesce((j.spec->'retry'->>'maxAttempts')::int, 1) + r.forgiven as max_attempts,
                   clock_timestamp() as now, coalesce(q.paused, false) as paused, q.paused_reason, q.paused_by,
                   b.name as blackout, b.until_at as blackout_until, b.reason as blackout_reason,
                   array(select h.id from run h
                          where <coming> = r.concurrency_key and h.attempt > 0 and h.id <> r.id
                          limit 10) as holders,
                   (select count(*)
                      from (select from run h
                             where <coming> = r.concurrency_key and h.attempt > 0 and h.id <> r.id
                             limit (j.spec->'concurrency'->>'maxRuns')::int) h)
                     >= coalesce((j.spec->'concurrency'->>'maxRuns')::int, 1) as key_full,
                   lq.max_active as queue_most, lq.active as queue_active, lq.rate_per_second, lq.tokens,
                   case when lq.active >= lq.max_active
                        then array(select run from limit_place where queue = r.queue limit 10) end
                     as queue_holders,
                   lt.max_active as tenant_most, lt.active as tenant_active,
                   case when lt.active >= lt.max_active
                        then array(select run from limit_place where tenant = r.tenant limit 10) end
                     as tenant_holders,
                   w.workers, w.free, m.name as member_name,
                   r.target in (select name from worker_here) as target_here, tm.state as target_state,
                   coalesce(tm.heartbeat_at, s.seen_at) as target_seen,
                   coalesce(greatest(tm.slots - tm.active, 0), 0) as target_free
              from run r
              left join job j on j.id = r.job_id
              left join queue q on q.name = r.queue
              left join member m on m.id = r.member
              left join seen_member s on s.name = r.target
              left join lateral (
                select state, heartbeat_at, slots, active
                  from member
                 where name = r.target
                 order by heartbeat_at desc
                 limit 1) tm on true
              left join tenant t on t.id = r.tenant
              left join lateral (<room of queue>) lq on q.name is not null
              left join lateral (<room of tenant>) lt on t.id is not null
              left join lateral (
                select name, until_at, reason
                  from blackout
                 where from_at <= now() and until_at > now() and (queues is null or r.queue = any(queues))
                 order by until_at desc
                 limit 1) b on true
             cross join (
                select count(*) as workers, coalesce(sum(greatest(slots - active, 0)), 0) as free
                  from member
                 where state = 'up' and 'worker' = any(string_to_array(roles, ','))
                   and heartbeat_at > clock_timestamp() - interval '10 seconds') w
             where r.id = ? and r.tenant = ?"""
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<room of queue>", LimitedRuns.ROOM_OF_QUEUE.replace("<may>", "true"))
                    .replace("<room of tenant>", LimitedRuns.ROOM_OF_TENANT.replace("<may>", "true"));

    private final Database database;

    /** For the container's proxy. */
    protected RunSituationRepository() {
        this(null);
    }

    @Inject
    public RunSituationRepository(Database database) {
        this.database = database;
    }

    Optional<RunSituation> find(String tenant, UUID id) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setObject(1, id);
                statement.setString(2, tenant);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(situation(row)) : Optional.empty();
                }
            }
        });
    }

    /** The first that leaves no place; null when each does. */
    private static RunSituation.Limit limit(ResultSet row) throws SQLException {
        Array ofQueue = row.getArray("queue_holders");
        Array ofTenant = row.getArray("tenant_holders");
        if (ofQueue != null) {
            return RunSituation.Limit.ofQueue(
                    row.getString("queue"), row.getInt("queue_most"), List.of((UUID[]) ofQueue.getArray()));
        }
        if (ofTenant != null) {
            return RunSituation.Limit.ofTenant(
                    row.getString("tenant"), row.getInt("tenant_most"), List.of((UUID[]) ofTenant.getArray()));
        }
        double tokens = row.getDouble("tokens");
        if (row.wasNull() || tokens >= 1) {
            return null;
        }
        double rate = row.getDouble("rate_per_second");
        Instant start = Sql.instant(row, "now").plusNanos((long) ((1 - tokens) / rate * 1_000_000_000L));
        return RunSituation.Limit.ofRate(row.getString("queue"), rate, start);
    }

    private static RunSituation situation(ResultSet row) throws SQLException {
        String blackout = row.getString("blackout");
        Array holders = row.getArray("holders");
        return new RunSituation(
                RunRow.view(row),
                Sql.instant(row, "now"),
                row.getBoolean("paused")
                        ? new RunSituation.Pause(row.getString("paused_reason"), row.getString("paused_by"))
                        : null,
                blackout == null
                        ? null
                        : new RunSituation.Blackout(
                                blackout, Sql.instant(row, "blackout_until"), row.getString("blackout_reason")),
                row.getBoolean("key_full") || row.getBoolean("blocked")
                        ? List.of((UUID[]) holders.getArray())
                        : List.of(),
                row.getBoolean("blocked"),
                limit(row),
                row.getInt("workers"),
                row.getInt("free"),
                row.getString("member_name"),
                row.getString("target").isEmpty()
                        ? null
                        : new RunSituation.TargetMember(
                                row.getBoolean("target_here"),
                                row.getString("target_state"),
                                Sql.instant(row, "target_seen"),
                                row.getInt("target_free")));
    }
}
