package carillon.cluster;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes what changes the standing of members and of the timer's lease; all times in them are the database's. */
@ApplicationScoped
public class ClusterRepository {

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

    private static final String RELEASE =
            "update timer_lease set owner = null where id = 1 and owner = ? and epoch = ?";

    private final Database database;

    /** For the container's proxy. */
    protected ClusterRepository() {
        this(null);
    }

    @Inject
    public ClusterRepository(Database database) {
        this.database = database;
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
                        gone.add(Sql.uuid(row, 1));
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

    void release(UUID member, long epoch) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
                statement.setObject(1, member);
                statement.setLong(2, epoch);
                return statement.executeUpdate();
            }
        });
    }

    private static OptionalLong number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
        }
    }
}
