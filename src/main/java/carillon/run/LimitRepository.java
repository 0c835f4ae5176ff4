package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the limits of queues and tenants, and sees how much room they leave. */
@ApplicationScoped
public class LimitRepository {

    private static final String QUEUES =
            """
            select name, max_active, rate_per_second, weight, max_backlog
              from queue
             where max_active is not null or rate_per_second is not null or weight <> 1 or max_backlog is not null""";

    private static final String TENANTS = "select id, max_active, weight from tenant";

    /** A bound on what is active takes effect once it is settled: until then nothing of the queue is claimed. */
    private static final String SET_QUEUE =
            """
            insert into queue as q (name, max_active, rate_per_second, weight, max_backlog, settled, limits_version)
            values (?, ?::integer, ?::double precision, ?, ?::integer, ?, 1)
            on conflict (name) do update
               set max_active = excluded.max_active, rate_per_second = excluded.rate_per_second,
                   weight = excluded.weight, max_backlog = excluded.max_backlog,
                   settled = excluded.settled or q.settled and q.max_active is not null,
                   limits_version = q.limits_version + 1""";

    /** The bucket begins empty, and goes on as it is when the rate changes. */
    private static final String SET_BUCKET =
            """
            insert into queue_rate (queue, tokens, at)
            select name, 0, clock_timestamp() from queue where name = ? and rate_per_second is not null
            on conflict (queue) do nothing""";

    private static final String DROP_BUCKET =
            "delete from queue_rate b using queue q where b.queue = ? and q.name = b.queue and q.rate_per_second is null";

    private static final String SET_TENANT =
            """
            insert into tenant as t (id, max_active, weight, settled, limits_version)
            values (?, ?::integer, ?, ?, 1)
            on conflict (id) do update
               set max_active = excluded.max_active, weight = excluded.weight,
                   settled = excluded.settled or t.settled and t.max_active is not null,
                   limits_version = t.limits_version + 1""";

    /** How many runs could begin now. By the indexes of limit_place, which is as small as what is active. */
    static final String ROOM =
            """
            select 'queue' as kind, q.name, o.places,
                   exists (select 1 from limit_reserve v
                            where not v.tenant and v.name = q.name and v.wanted_at is null) as reserved
              from queue q cross join lateral (<room of queue>) o
             where q.name in (select name from limited_queue)
            union all
            select 'tenant', t.id, o.places,
                   exists (select 1 from limit_reserve v where v.tenant and v.name = t.id and v.wanted_at is null)
              from tenant t cross join lateral (<room of tenant>) o
             where t.id in (select id from limited_tenant)"""
                    .replace("<room of queue>", LimitedRuns.ROOM_OF_QUEUE)
                    .replace("<room of tenant>", LimitedRuns.ROOM_OF_TENANT)
                    .replace("<may>", "true");

    /** In the lock of the row, which keeps new reserves away. They are of the limit that was before, and have to go. */
    private static final String UNSETTLE_QUEUE =
            """
            update queue set settled = false
             where name = ? and max_active is not null
               and exists (select 1 from limit_reserve where not tenant and name = queue.name)""";

    private static final String UNSETTLE_TENANT =
            """
            update tenant set settled = false
             where id = ? and max_active is not null
               and exists (select 1 from limit_reserve where limit_reserve.tenant and name = tenant.id)""";

    private final Database database;

    /** For the container's proxy. */
    protected LimitRepository() {
        this(null);
    }

    @Inject
    public LimitRepository(Database database) {
        this.database = database;
    }

    Limits read() {
        return database.relaxed(connection -> {
            Map<String, QueueLimits> queues = new HashMap<>();
            Map<String, TenantLimits> tenants = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(QUEUES);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    queues.put(row.getString("name"), queue(row));
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(TENANTS);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tenants.put(row.getString("id"), tenant(row));
                }
            }
            return new Limits(queues, tenants);
        });
    }

    private static QueueLimits queue(ResultSet row) throws SQLException {
        return new QueueLimits(
                row.getObject("max_active", Integer.class),
                row.getObject("rate_per_second", Double.class),
                row.getInt("weight"),
                row.getObject("max_backlog", Integer.class));
    }

    private static TenantLimits tenant(ResultSet row) throws SQLException {
        return new TenantLimits(row.getObject("max_active", Integer.class), row.getInt("weight"));
    }

    /** Durable when it returns; a queue that is not there comes into being. To be settled by {@link SettleRepository}. */
    void set(String queue, QueueLimits limits) {
        database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    String.join(";\n", SET_QUEUE, SET_BUCKET, DROP_BUCKET, UNSETTLE_QUEUE))) {
                statement.setString(1, queue);
                statement.setObject(2, limits.maxActive());
                statement.setObject(3, limits.ratePerSecond());
                statement.setInt(4, limits.weight());
                statement.setObject(5, limits.maxBacklog());
                statement.setBoolean(6, limits.maxActive() == null);
                statement.setString(7, queue);
                statement.setString(8, queue);
                statement.setString(9, queue);
                return statement.execute();
            }
        });
    }

    /** Durable when it returns. To be settled by {@link SettleRepository}. */
    void setTenant(String id, TenantLimits limits) {
        database.durableMessage(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(String.join(";\n", SET_TENANT, UNSETTLE_TENANT))) {
                statement.setString(1, id);
                statement.setObject(2, limits.maxActive());
                statement.setInt(3, limits.weight());
                statement.setBoolean(4, limits.maxActive() == null);
                statement.setString(5, id);
                return statement.execute();
            }
        });
    }

    /**
     * Returns when the claims of a group that count are over which may have read the limit before it was set.
     *
     * @throws carillon.platform.DatabaseException when one of them takes longer than five seconds
     */
    void awaitClaims(String group) {
        database.durableMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select set_config('lock_timeout', '5s', true);\n" + RatedClaimRepository.LOCK)) {
                statement.setArray(1, Sql.array(connection, "text", List.of(group), name -> name));
                return statement.execute();
            }
        });
    }

    /** How many runs of each queue and tenant with a limit could begin now; takes no lock. */
    List<Room> rooms() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ROOM);
                    ResultSet row = statement.executeQuery()) {
                List<Room> rooms = new ArrayList<>();
                while (row.next()) {
                    rooms.add(new Room(
                            row.getString("kind").equals("tenant"),
                            row.getString("name"),
                            row.getInt("places"),
                            row.getBoolean("reserved")));
                }
                return rooms;
            }
        });
    }

    /**
     * What a limit leaves.
     *
     * @param places below zero when more are active than a limit that was lowered allows
     * @param reserved whether a member has more for itself, which nobody has asked for
     */
    record Room(boolean tenant, String name, int places, boolean reserved) {}
}
