package carillon.run;

import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Gives runs back to their queues at once: those that a member will not finish, and those that waited for a place of it. */
@ApplicationScoped
public class HandBackRepository {

    private static final String HAND_BACK =
            """
            update run r
               set state = 'retrying', due_at = clock_timestamp(), forgiven = r.forgiven + 1, reason = 'handed back',
                   held = false,
                   attempts = coalesce(r.attempts, '[]'::jsonb) || jsonb_build_object(
                     'number', r.attempt, 'member', r.member, 'outcome', 'handed-back', 'error', ?::text,
                     'startedAt', r.claimed_at, 'finishedAt', clock_timestamp())
              from unnest(?::uuid[], ?::int[]) as h(id, attempt)
             where r.id = h.id and r.attempt = h.attempt and r.state = 'active' and r.member = ?
            returning r.id, r.queue, r.tenant, r.priority, r.due_at, r.target""";

    private static final String UNKNOWN = "its member did not perform it";

    /** Reads the index of open runs whole: for once in a while. */
    private static final String HAND_BACK_UNKNOWN =
            """
            update run r
               set state = 'retrying', due_at = clock_timestamp(), forgiven = r.forgiven + 1, reason = 'handed back',
                   held = false,
                   attempts = coalesce(r.attempts, '[]'::jsonb) || jsonb_build_object(
                     'number', r.attempt, 'member', r.member, 'outcome', 'handed-back',
                     'error', '%s', 'startedAt', r.claimed_at,
                     'finishedAt', clock_timestamp())
             where r.finished_at is null and r.state = 'active' and r.member = ? and r.callback_until is null
               and r.claimed_at < clock_timestamp() - interval '5 seconds' and not r.id = any(?)
            returning r.id, r.job_id, r.queue, r.tenant, r.attempt, r.priority, r.due_at, r.target"""
                    .formatted(UNKNOWN);

    /** By the primary key. One that came back meanwhile, or that somebody ended, is left as it is. */
    private static final String RECALL =
            """
            update run r
               set due_at = clock_timestamp()
             where r.id = ? and r.attempt = ? and r.state = 'retrying' and r.reason = 'postponed'
               and r.due_at > clock_timestamp()
            returning r.id, r.queue, r.tenant, r.priority, r.due_at, r.target""";

    private final Database database;

    /** For the container's proxy. */
    protected HandBackRepository() {
        this(null);
    }

    @Inject
    public HandBackRepository(Database database) {
        this.database = database;
    }

    /** Gives runs back to the queues without counting their attempt; returns those that were still this member's, each due now. */
    List<DueRun> handBack(UUID member, Collection<ClaimedRun> given, String why) {
        List<ClaimedRun> runs = given.stream()
                .sorted(Comparator.comparing(ClaimedRun::id, Ids.BY_TIME))
                .toList();
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HAND_BACK)) {
                statement.setString(1, why);
                statement.setArray(2, Sql.array(connection, "uuid", runs, ClaimedRun::id));
                statement.setArray(3, Sql.array(connection, "int4", runs, ClaimedRun::attempt));
                statement.setObject(4, member);
                return due(statement);
            }
        });
    }

    HandedBack handBackUnknown(UUID member, List<UUID> known) {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HAND_BACK_UNKNOWN)) {
                statement.setObject(1, member);
                statement.setArray(2, Sql.array(connection, "uuid", known, id -> id));
                HandedBack handedBack = new HandedBack(new ArrayList<>(), new ArrayList<>());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        handedBack
                                .events()
                                .add(new RunEvent.HandedBack(
                                        Sql.uuid(row, "id"),
                                        Sql.uuid(row, "job_id"),
                                        row.getString("queue"),
                                        row.getInt("attempt"),
                                        UNKNOWN));
                        handedBack.again().add(DueRunRow.of(row));
                    }
                }
                return handedBack;
            }
        });
    }

    /**
     * Makes a run due that this attempt of it has postponed until later.
     *
     * @return the run; empty when it does not wait any more
     */
    List<DueRun> recall(ClaimedRun run) {
        return database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RECALL)) {
                statement.setObject(1, run.id());
                statement.setInt(2, run.attempt());
                return due(statement);
            }
        });
    }

    private static List<DueRun> due(PreparedStatement statement) throws SQLException {
        List<DueRun> due = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                due.add(DueRunRow.of(row));
            }
        }
        return due;
    }

    /** Runs that were given back, and when each may start anew. */
    record HandedBack(List<RunEvent> events, List<DueRun> again) {}
}
