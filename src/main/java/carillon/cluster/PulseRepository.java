package carillon.cluster;

import carillon.platform.Database;
import carillon.platform.DatabaseClock;
import carillon.platform.Setting;
import carillon.platform.SettingsMark;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Renews what a member holds, its row and the timer's lease; all times in them are the database's. */
@ApplicationScoped
public class PulseRepository {

    private static final String REGISTER =
            """
            insert into member (id, hazelcast_id, name, host, port, pid, roles, version, slots, state, since, heartbeat_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp())
            on conflict (id) do update
               set hazelcast_id = excluded.hazelcast_id, state = excluded.state, heartbeat_at = clock_timestamp()""";

    /**
     * One round trip for everything that a member must say and know again and again. The last columns are the time that the
     * server took, and its clock when that had passed.
     */
    static final String PULSE =
            """
            with mine as (
              update member set heartbeat_at = clock_timestamp(), active = ?, hazelcast_id = ?
               where id = ? and state <> 'gone'
              returning id
            ), leased as (
              update timer_lease set renewed_at = clock_timestamp()
               where id = 1 and owner = ? and epoch = ?
              returning epoch
            )
            select m.*, extract(epoch from clock_timestamp() - m.heartbeat_at) as silence,
                   m.id in (select id from mine) as renewed,
                   l.epoch, l.owner, extract(epoch from clock_timestamp() - l.renewed_at) as age,
                   exists (select from leased) as leased,
                   (select mark::text from settings_mark) as mark,
                   case when ? and exists (select from leased)
                        then array(select kind from timer_work where at <= now() + ?::interval) end as work,
                   extract(epoch from clock_timestamp() - statement_timestamp()) as took, clock_timestamp() as now
              from timer_lease l left join member m on true""";

    /** A job is fired when its cursor is within half the horizon: the next pulses come before that. */
    private static final Duration AHEAD =
            Setting.TIMER_HORIZON.duration().dividedBy(2).plus(Heartbeat.PERIOD.multipliedBy(2));

    private static final double NANOS = 1e9;

    private final Database database;
    private final DatabaseClock clock;
    private final SettingsMark settings;

    /** For the container's proxy. */
    protected PulseRepository() {
        this(null, null, null);
    }

    @Inject
    public PulseRepository(Database database, DatabaseClock clock, SettingsMark settings) {
        this.database = database;
        this.clock = clock;
        this.settings = settings;
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
     * Renews the member's heartbeat and, when that epoch is its own, the lease. Takes a reading of the database's clock, and of
     * the mark of its settings.
     *
     * @param epoch 0 when the member does not hold the lease
     * @param look whether to look what there is to do for the timer, should the lease be renewed
     */
    Pulse pulse(UUID member, UUID hazelcast, int active, long epoch, boolean look) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PULSE)) {
                statement.setInt(1, active);
                statement.setObject(2, hazelcast);
                statement.setObject(3, member);
                statement.setObject(4, member);
                statement.setLong(5, epoch);
                statement.setBoolean(6, look);
                statement.setString(7, AHEAD.toString());
                long sent = System.nanoTime();
                try (ResultSet row = statement.executeQuery()) {
                    return pulse(row, sent, System.nanoTime());
                }
            }
        });
    }

    private Pulse pulse(ResultSet row, long sent, long received) throws SQLException {
        List<MemberRow> members = new ArrayList<>();
        LeaseRow lease = null;
        boolean alive = false;
        boolean leased = false;
        Set<Work> work = null;
        while (row.next()) {
            if (lease == null) {
                observe(row, sent, received);
                lease = new LeaseRow(row.getLong("epoch"), Sql.uuid(row, "owner"), seconds(row, "age"));
                leased = row.getBoolean("leased");
                work = work(row);
            }
            if (row.getObject("id") != null) {
                members.add(member(row));
                alive |= row.getBoolean("renewed");
            }
        }
        return new Pulse(new ClusterView(List.copyOf(members), lease), alive, leased, work);
    }

    /** What the server took for the statement is no part of the way to it and back. */
    private void observe(ResultSet row, long sent, long received) throws SQLException {
        long arrived = Math.min(received, sent + Math.max(0, (long) (row.getDouble("took") * NANOS)));
        clock.observe(row.getObject("now", OffsetDateTime.class).toInstant(), arrived, received);
        settings.told(row.getString("mark"), sent);
    }

    /** Kinds that a newer version of Carillon has added are for its own members. */
    private static Set<Work> work(ResultSet row) throws SQLException {
        if (row.getArray("work") == null) {
            return null;
        }
        List<Object> kinds = List.of((Object[]) row.getArray("work").getArray());
        Set<Work> work = EnumSet.allOf(Work.class);
        work.removeIf(kind -> !kinds.contains(kind.name()));
        return work;
    }

    private static MemberRow member(ResultSet row) throws SQLException {
        return new MemberRow(
                Sql.uuid(row, "id"),
                Sql.uuid(row, "hazelcast_id"),
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
}
