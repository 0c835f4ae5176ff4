package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes runs that were claimed before their queue or tenant had a bound take a place like all others. A plain claim that did
 * not see the bound may still be under way when that is committed; such a claim has locked table run for writing before it
 * began to read. Once nobody is left who had done so at the commit, what is active and not yet held can be marked, and from
 * then on nothing else comes.
 */
@ApplicationScoped
public class SettleRepository {

    private static final String UNSETTLED =
            """
            select false as tenant, name, limits_version from queue where not settled and max_active is not null
            union all
            select true, id, limits_version from tenant where not settled and max_active is not null""";

    /** Transactions that write runs now. */
    private static final String WRITERS =
            """
            select array_agg(distinct virtualtransaction)
              from pg_locks
             where locktype = 'relation' and relation = 'run'::regclass and mode = 'RowExclusiveLock' and granted
               and database = (select oid from pg_database where datname = current_database())
               and pid <> pg_backend_pid()""";

    private static final String STILL =
            "select exists (select 1 from pg_locks where virtualtransaction = any(?::text[]))";

    private static final String HOLD =
            """
            with claimed as (
              update run set held = true
               where finished_at is null and <group> = ? and state = 'active' and not held
              returning id, queue, tenant, held
            )
            <places>"""
                    .replace("<places>", LimitedRuns.TAKE_PLACES);

    /** Reads the open runs of the queue from index run_open: for when a limit is set. */
    private static final String HOLD_OF_QUEUE = HOLD.replace("<group>", "queue");

    /** Reads the index of open runs whole: for when a limit is set. */
    private static final String HOLD_OF_TENANT = HOLD.replace("<group>", "tenant");

    /** Waits for the claims that have one in use, whose runs are then marked with all others. */
    private static final String DROP_RESERVES = "delete from limit_reserve where tenant = ? and name = ?";

    /** Not if somebody has set it anew meanwhile: that is another to settle. */
    private static final String SETTLED_QUEUE =
            "update queue set settled = true where name = ? and limits_version = ? and max_active is not null";

    private static final String SETTLED_TENANT =
            "update tenant set settled = true where id = ? and limits_version = ? and max_active is not null";

    private final Database database;

    /** For the container's proxy. */
    protected SettleRepository() {
        this(null);
    }

    @Inject
    public SettleRepository(Database database) {
        this.database = database;
    }

    /** Bounds that are set and hold everything back. */
    List<Unsettled> unsettled() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(UNSETTLED);
                    ResultSet row = statement.executeQuery()) {
                List<Unsettled> unsettled = new ArrayList<>();
                while (row.next()) {
                    unsettled.add(new Unsettled(
                            row.getBoolean("tenant"), row.getString("name"), row.getLong("limits_version")));
                }
                return unsettled;
            }
        });
    }

    /** Who writes runs now; empty for nobody. */
    List<String> writers() {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WRITERS);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getArray(1) == null
                        ? List.of()
                        : List.of((String[]) row.getArray(1).getArray());
            }
        });
    }

    /** Whether one of those transactions is not over. */
    boolean anyOf(List<String> writers) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(STILL)) {
                statement.setArray(1, Sql.array(connection, "text", writers, writer -> writer));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /** Marks what is active, and then lets the bound take effect. */
    void settle(Unsettled limit) {
        database.durableMessage(connection -> {
            try (PreparedStatement drop = connection.prepareStatement(DROP_RESERVES);
                    PreparedStatement hold =
                            connection.prepareStatement(limit.tenant() ? HOLD_OF_TENANT : HOLD_OF_QUEUE);
                    PreparedStatement settled =
                            connection.prepareStatement(limit.tenant() ? SETTLED_TENANT : SETTLED_QUEUE)) {
                drop.setBoolean(1, limit.tenant());
                drop.setString(2, limit.name());
                drop.executeUpdate();
                hold.setString(1, limit.name());
                hold.executeUpdate();
                settled.setString(1, limit.name());
                settled.setLong(2, limit.version());
                return settled.executeUpdate();
            }
        });
    }

    /** A bound of a queue or a tenant that is not yet in effect. */
    record Unsettled(boolean tenant, String name, long version) {}
}
