package carillon.run;

import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * Takes runs that nothing bounds exclusively for a member. Claims do not wait for the disk: one that a crash of the database
 * forgets is claimed again.
 */
@ApplicationScoped
public class ClaimRepository {

    private static final String HELD_QUEUES = "select name from held_queue";

    /**
     * By the primary key; the bounds keep the plan to the partitions the ids are in. A member that the others have given
     * up claims nothing until its heartbeat has told it so.
     */
    private static final String CLAIM_WITH =
            """
            update run r
               set state = 'active', attempt = r.attempt + 1, member = ?, claimed_at = clock_timestamp(),
                   started_at = null, held = <held>
              from job j
             where r.id = any(<ids>) and r.id between ? and ?
               and <alone>
               and r.state in ('scheduled', 'retrying') and r.due_at <= clock_timestamp()
               and r.queue <> all(array(<elsewhere>))
               and (r.target = '' or r.target = (select name from member where id = ?))
<limited>               and exists (select 1 from member where id = ? and state <> 'gone')
               and j.id = r.job_id
            returning r.id, r.job_id, j.name, r.tenant, r.queue, r.attempt, r.forgiven, r.scheduled_at, r.due_at,
                      r.claimed_at, 'active' as verdict, (j.spec->'handler')::text as handler,
                      (j.spec->'retry')::text as retry, (j.spec->'limits')::text as limits,
                      coalesce(r.payload, j.payload)::text as payload, <follow_up> as follow_up,
                      <key> as concurrency_key, r.batch is not null as batched, <awaited> as awaited, r.traceparent,
                      r.held, false as contended""";

    private static final String CLAIM_OF = CLAIM_WITH
            .replace("<alone>", "r.concurrency_key is null")
            .replace("<follow_up>", "null")
            .replace("<key>", "null")
            .replace("<awaited>", "false");

    /** Of runs that no limit bounds: it changes no index. */
    static final String CLAIM = unlimited(CLAIM_OF);

    /** Of runs that were found to {@code fit} their limits in the same statement; they take a place from here on. */
    static final String CLAIM_FITTING = CLAIM_OF.replace("<ids>", "array(select id from fit)")
            .replace("<elsewhere>", HELD_QUEUES)
            .replace("<held>", LimitedRuns.HELD)
            .replace("<limited>", "");

    /** Of runs that have places {@code in_queue} and {@code of_tenant}, as the same statement says, or no limit there. */
    static String claimIn(String held) {
        return CLAIM_OF.replace("<ids>", "?")
                .replace("<held>", held)
                .replace("<elsewhere>", HELD_QUEUES)
                .replace(
                        "<limited>",
                        """
                           and (r.queue = any(array(select name from in_queue))
                                or r.queue <> all(array(select name from limited_queue)))
                           and (r.tenant = any(array(select id from of_tenant))
                                or r.tenant <> all(array(select id from limited_tenant)))
                        """);
    }

    /**
     * Of runs with a key and no limit.
     *
     * @param alone a condition in SQL on a run {@code r}, which holds when nobody else wants its key
     */
    static String claimKeyed(String alone) {
        return unlimited(CLAIM_WITH
                .replace("<alone>", alone)
                .replace("<follow_up>", KeyedRuns.FOLLOW_UP)
                .replace("<key>", "r.concurrency_key")
                .replace("<awaited>", KeyedRuns.MAY_BE_AWAITED));
    }

    private static String unlimited(String claim) {
        return claim.replace("<ids>", "?")
                .replace("<held>", "false")
                .replace("<elsewhere>", HELD_QUEUES + " union all select name from limited_queue")
                .replace("<limited>", "               and r.tenant <> all(array(select id from limited_tenant))\n");
    }

    private final Database database;

    /** For the container's proxy. */
    protected ClaimRepository() {
        this(null);
    }

    @Inject
    public ClaimRepository(Database database) {
        this.database = database;
    }

    /** Claims those of the runs that have no key and no limit. */
    List<ClaimedRun> claim(UUID member, List<UUID> ids) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setObject(1, member);
                bindIds(connection, statement, 2, ids);
                statement.setObject(5, member);
                statement.setObject(6, member);
                return ClaimRows.decided(statement.executeQuery()).runs();
            }
        });
    }

    /** The ids, and the bounds of the partitions they are in: three parameters. */
    static void bindIds(Connection connection, PreparedStatement statement, int at, Collection<UUID> ids)
            throws SQLException {
        statement.setArray(at, Sql.array(connection, "uuid", ids, id -> id));
        bindBounds(statement, at + 1, ids);
    }

    static void bindBounds(PreparedStatement statement, int at, Collection<UUID> ids) throws SQLException {
        statement.setObject(at, Collections.min(ids, Ids.BY_TIME));
        statement.setObject(at + 1, Collections.max(ids, Ids.BY_TIME));
    }
}
