package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Takes runs back from members that are gone, and mends what a dead member left half done. */
@ApplicationScoped
public class RescueRepository {

    /**
     * After two crashes of the same run, or when its job says so, it fails with reason {@code crashed}, or {@code held} where
     * a person is to decide. A crash is no failure of the job: it does not use up an attempt. The attempt keeps what was
     * last known of its member, whose row will be gone. What
     * a target has taken over is not its member's any more.
     */
    private static final String RESCUE =
            """
            with lost as materialized (
              select r.id, r.member, m.name, m.host, m.active, m.heartbeat_at,
                     coalesce(j.spec->'retry'->>'onCrash' = 'hold', false) as hold,
                     r.crashes + 1 >= 2
                       or coalesce(j.spec->'retry'->>'onCrash' in ('fail', 'hold'), false) as quarantine
                from run r
                join job j on j.id = r.job_id
                left join member m on m.id = r.member
               where r.finished_at is null and r.state = 'active' and r.callback_until is null
                 and (r.member = any(?) or not exists (select 1 from member m where m.id = r.member))
            )
            update run r
               set state = case when l.quarantine then 'failed'::run_state else 'retrying'::run_state end,
                   reason = case when l.hold then 'held' when l.quarantine then 'crashed' else 'rescued' end,
                   error = case when l.quarantine then 'The member that ran it stopped without a word'
                     || case r.crashes when 0 then '.' else ', ' || (r.crashes + 1) || ' times.' end else r.error end,
                   crashes = r.crashes + 1, forgiven = r.forgiven + 1, held = false,
                   dead = l.quarantine,
                   fingerprint = case when l.quarantine then '<crashed>' end,
                   due_at = case when l.quarantine then r.due_at else clock_timestamp() end,
                   finished_at = case when l.quarantine then clock_timestamp() end,
                   attempts = coalesce(r.attempts, '[]'::jsonb) || jsonb_build_object(
                     'number', r.attempt, 'member', r.member, 'outcome', 'crashed', 'error', 'member gone',
                     'startedAt', coalesce(r.started_at, r.claimed_at), 'finishedAt', clock_timestamp(),
                     'memberName', l.name, 'host', l.host, 'active', l.active, 'lastSeen', l.heartbeat_at)
              from lost l
             where r.id = l.id and r.finished_at is null and r.state = 'active' and r.member = l.member
               and r.callback_until is null
            returning r.id, r.job_id, r.queue, r.tenant, r.priority, l.member, r.state, r.target"""
                    .replace("<crashed>", Fingerprint.CRASHED);

    /**
     * Jobs that count from the end of their last run, whose last run ended without setting the next instant: the process
     * died in between, or the run was skipped, cancelled or quarantined. Uses index job_following.
     */
    private static final String FOLLOW_UP =
            """
            update job j
               set next_fire_at = date_trunc('milliseconds', clock_timestamp()) + (j.spec->'schedule'->>'every')::interval
             where j.next_fire_at is null and j.state = 'active' and j.deleted_at is null
               and j.spec->'schedule'->>'mode' = 'fixed-delay'
               and (j.spec->>'maxRuns' is null or j.fired < (j.spec->>'maxRuns')::bigint)
               and (j.spec->>'end' is null
                    or clock_timestamp() + (j.spec->'schedule'->>'every')::interval < (j.spec->>'end')::timestamptz)
               and not exists (select 1 from run where <coming> = j.id::text)
               and not exists (select 1 from run where <blocked> = j.id::text)
               and not exists (select 1 from run r where r.job_id = j.id and r.finished_at is null)"""
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<blocked>", KeyedRuns.BLOCKED);

    /** Uses index job_paused_until, which can be searched by now() and not by clock_timestamp(). */
    private static final String RESUME =
            """
            select id, tenant from job where paused_until <= now() and state = 'paused' order by paused_until limit 100""";

    private final Database database;

    /** For the container's proxy. */
    protected RescueRepository() {
        this(null);
    }

    @Inject
    public RescueRepository(Database database) {
        this.database = database;
    }

    /**
     * Takes back the active runs of those members, and of members that are not in the table any more. Reads the index of
     * open runs whole, so it is for when a member is gone, and once in a while.
     */
    public List<RunEvent.Rescued> rescue(List<UUID> gone) {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESCUE)) {
                statement.setArray(1, Sql.array(connection, "uuid", gone, id -> id));
                List<RunEvent.Rescued> rescued = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rescued.add(new RunEvent.Rescued(
                                Sql.uuid(row, "id"),
                                Sql.uuid(row, "job_id"),
                                row.getString("queue"),
                                row.getString("tenant"),
                                row.getInt("priority"),
                                Sql.uuid(row, "member"),
                                RunState.valueOf(row.getString("state")),
                                row.getString("target")));
                    }
                }
                return rescued;
            }
        });
    }

    /** Sets the next instant of jobs that lost it; returns how many. */
    public int followUp() {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FOLLOW_UP)) {
                return statement.executeUpdate();
            }
        });
    }

    /** Paused jobs whose pause has ended, with their tenants. */
    public List<Paused> toResume() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESUME);
                    ResultSet row = statement.executeQuery()) {
                List<Paused> jobs = new ArrayList<>();
                while (row.next()) {
                    jobs.add(new Paused(Sql.uuid(row, "id"), row.getString("tenant")));
                }
                return jobs;
            }
        });
    }

    /** A job whose pause has ended. */
    public record Paused(UUID job, String tenant) {}
}
