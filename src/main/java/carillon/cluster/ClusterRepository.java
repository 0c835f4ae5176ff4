package carillon.cluster;

import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads and renews the rows of members and of the timer's lease; all times in them are the database's. */
@ApplicationScoped
public class ClusterRepository {

    private static final String REGISTER =
            """
            insert into member (id, hazelcast_id, name, host, port, pid, roles, version, slots, state, since, heartbeat_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp())
            on conflict (id) do update
               set hazelcast_id = excluded.hazelcast_id, state = excluded.state, heartbeat_at = clock_timestamp()""";

    /** Renews the heartbeat and tells of the whole cluster: one round trip a second for everything a member must know. */
    private static final String HEARTBEAT =
            """
            with mine as (
              update member set heartbeat_at = clock_timestamp(), active = ?, hazelcast_id = ?
               where id = ? and state <> 'gone'
              returning id)
            select m.*, extract(epoch from clock_timestamp() - m.heartbeat_at) as silence,
                   m.id in (select id from mine) as renewed,
                   l.epoch, l.owner, extract(epoch from clock_timestamp() - l.renewed_at) as age,
                   clock_timestamp() as now
              from timer_lease l left join member m on true""";

    /** What is kept of members whose rows go. */
    private static final String KEEP =
            """
            with gone as (
              delete from member where %s returning name, host, heartbeat_at)
            insert into seen_member (name, host, seen_at)
            select distinct on (name) name, host, heartbeat_at from gone order by name, heartbeat_at desc
            on conflict (name) do update
               set host = excluded.host, seen_at = greatest(seen_member.seen_at, excluded.seen_at)""";

    private static final String LEAVE = KEEP.formatted("id = ?");

    private static final String STATE = "update member set state = ? where id = ? and state <> 'gone'";

    private static final String GIVE_UP =
            """
            update member set state = 'gone'
             where id = any(?) and state <> 'gone' and heartbeat_at < clock_timestamp() - ?::interval
            returning id""";

    private static final String FORGET =
            KEEP.formatted("state = 'gone' and heartbeat_at < clock_timestamp() - interval '10 minutes'");

    private static final String FORGET_NAMES =
            "delete from seen_member where seen_at < clock_timestamp() - interval '90 days'";

    /** The lease is taken when it is free or has not been renewed for so long. The epoch grows with each taking. */
    private static final String TAKE =
            """
            update timer_lease
               set epoch = epoch + 1, owner = ?, taken_at = clock_timestamp(), renewed_at = clock_timestamp()
             where id = 1 and (owner is null or renewed_at < clock_timestamp() - ?::interval)
            returning epoch""";

    private static final String RENEW =
            """
            update timer_lease set renewed_at = clock_timestamp()
             where id = 1 and owner = ? and epoch = ?
            returning epoch""";

    private static final String RELEASE =
            "update timer_lease set owner = null where id = 1 and owner = ? and epoch = ?";

    private final Database database;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected ClusterRepository() {
        this(null, null);
    }

    @Inject
    public ClusterRepository(Database database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Writes this member's row, or brings it back to life after the others had given it up. */
    void register(LocalMember member, UUID hazelcast, boolean draining) {
        database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REGISTER)) {
                statement.setObject(1, member.id());
                statement.setObject(2, hazelcast);
                statement.setString(3, member.name());
                statement.setString(4, member.host());
                statement.setInt(5, member.port());
                statement.setLong(6, member.pid());
                statement.setString(7, String.join(",", member.roles()));
                statement.setString(8, member.version());
                statement.setInt(9, member.slots());
                statement.setString(10, draining ? MemberRow.DRAINING : MemberRow.UP);
                return statement.executeUpdate();
            }
        });
    }

    /**
     * Renews the heartbeat and takes a reading of the database's clock.
     *
     * @return the cluster; empty when this member's row is gone, which it must take as a new start
     */
    Optional<ClusterView> heartbeat(UUID member, UUID hazelcast, int active) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HEARTBEAT)) {
                statement.setInt(1, active);
                statement.setObject(2, hazelcast);
                statement.setObject(3, member);
                long sent = System.nanoTime();
                try (ResultSet row = statement.executeQuery()) {
                    return view(row, sent, System.nanoTime());
                }
            }
        });
    }

    void leave(UUID member) {
        database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LEAVE)) {
                statement.setObject(1, member);
                return statement.executeUpdate();
            }
        });
    }

    void state(UUID member, String state) {
        database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(STATE)) {
                statement.setString(1, state);
                statement.setObject(2, member);
                return statement.executeUpdate();
            }
        });
    }

    /** Marks those of the members as gone whose heartbeat is older than that; returns them. */
    List<UUID> giveUp(Collection<UUID> members, Duration silence) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(GIVE_UP)) {
                statement.setArray(1, Sql.array(connection, "uuid", members, id -> id));
                statement.setString(2, silence.toString());
                List<UUID> gone = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        gone.add(row.getObject(1, UUID.class));
                    }
                }
                return gone;
            }
        });
    }

    /** Deletes rows of members that have been gone for long; when they were last there is kept by name, for 90 days. */
    void forget() {
        database.relaxed(connection -> {
            try (PreparedStatement forget = connection.prepareStatement(FORGET);
                    PreparedStatement names = connection.prepareStatement(FORGET_NAMES)) {
                return forget.executeUpdate() + names.executeUpdate();
            }
        });
    }

    /**
     * Takes the lease if it was not renewed for so long; waits for statements of the old epoch that are under way.
     *
     * @return the new epoch; empty when the lease is held
     */
    OptionalLong take(UUID member, Duration unrenewed) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
                statement.setObject(1, member);
                statement.setString(2, unrenewed.toString());
                return number(statement);
            }
        });
    }

    /** False when the lease is another's by now. */
    boolean renew(UUID member, long epoch) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
                statement.setObject(1, member);
                statement.setLong(2, epoch);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    void release(UUID member, long epoch) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
                statement.setObject(1, member);
                statement.setLong(2, epoch);
                return statement.executeUpdate();
            }
        });
    }

    private Optional<ClusterView> view(ResultSet row, long sent, long received) throws SQLException {
        List<MemberRow> members = new ArrayList<>();
        LeaseRow lease = null;
        boolean renewed = false;
        while (row.next()) {
            if (lease == null) {
                clock.observe(row.getObject("now", OffsetDateTime.class).toInstant(), sent, received);
                lease = new LeaseRow(row.getLong("epoch"), row.getObject("owner", UUID.class), seconds(row, "age"));
            }
            if (row.getObject("id") != null) {
                members.add(member(row));
                renewed |= row.getBoolean("renewed");
            }
        }
        return renewed ? Optional.of(new ClusterView(List.copyOf(members), lease)) : Optional.empty();
    }

    private static MemberRow member(ResultSet row) throws SQLException {
        return new MemberRow(
                row.getObject("id", UUID.class),
                row.getObject("hazelcast_id", UUID.class),
                row.getString("name"),
                row.getString("host"),
                row.getInt("port"),
                row.getLong("pid"),
                List.of(row.getString("roles").split(",")),
                row.getString("version"),
                row.getInt("slots"),
                row.getInt("active"),
                row.getString("state"),
                Sql.instant(row, "since"),
                seconds(row, "silence"));
    }

    private static Duration seconds(ResultSet row, String column) throws SQLException {
        return Duration.ofMillis((long) (row.getDouble(column) * 1_000));
    }

    private static OptionalLong number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }
}
