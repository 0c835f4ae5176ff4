package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Gives members places of limits to themselves, and takes them back: from then on their runs are counted one by one. */
@ApplicationScoped
public class ReserveRepository {

    /**
     * Half of what is free, in the lock of the group, and of a limit that nobody changes meanwhile. A rate has to be paid
     * for, and cannot be reserved.
     */
    private static final String GRANT_OF_QUEUE =
            """
            insert into limit_reserve (id, tenant, name, member, places)
            select gen_random_uuid(), false, q.name, m.id, o.places / 2
              from queue q
              join member m on m.id = ? and m.state <> 'gone'
             cross join lateral (<room>) o
             where q.name = ? and q.max_active is not null and q.rate_per_second is null and o.places / 2 >= ?
               for share of q
            on conflict do nothing
            returning id, places"""
                    .replace("<room>", LimitedRuns.ROOM_OF_QUEUE.replace("<may>", "true"));

    private static final String GRANT_OF_TENANT =
            """
            insert into limit_reserve (id, tenant, name, member, places)
            select gen_random_uuid(), true, t.id, m.id, o.places / 2
              from tenant t
              join member m on m.id = ? and m.state <> 'gone'
             cross join lateral (<room>) o
             where t.id = ? and t.max_active is not null and o.places / 2 >= ?
               for share of t
            on conflict do nothing
            returning id, places"""
                    .replace("<room>", LimitedRuns.ROOM_OF_TENANT.replace("<may>", "true"));

    /** Waits for the claims that have one in use; what comes later finds none. */
    private static final String DROP = "delete from limit_reserve where member = ?";

    /** The places of runs that were claimed of a reserve, for when it is no more. */
    private static final String HOLD_OF =
            """
            with claimed as (
              update run r
                 set held = true
               where <which> and r.state = 'active' and r.member = ? and not r.held and <held>
              returning id, queue, tenant, held
            )
            <places>"""
                    .replace("<held>", LimitedRuns.HELD)
                    .replace("<places>", LimitedRuns.TAKE_PLACES);

    /** By the primary key. */
    static final String HOLD = HOLD_OF.replace("<which>", "r.id = any(?) and r.id between ? and ?");

    /** Without knowing them. Reads the index of open runs. */
    private static final String HOLD_ALL = HOLD_OF.replace("<which>", "r.finished_at is null");

    private static final String WANT =
            "update limit_reserve set wanted_at = clock_timestamp() where tenant = ? and name = ? and wanted_at is null";

    private static final String WANTED =
            "select exists (select 1 from limit_reserve where member = ? and wanted_at is not null)";

    /** What a member has not given back for five seconds, and what members that are gone have left. */
    private static final String OVERDUE =
            """
            select distinct v.member
              from limit_reserve v
             where v.wanted_at < clock_timestamp() - interval '5 seconds'
                or v.member not in (select id from member where state <> 'gone')""";

    private final Database database;

    /** For the container's proxy. */
    protected ReserveRepository() {
        this(null);
    }

    @Inject
    public ReserveRepository(Database database) {
        this.database = database;
    }

    /**
     * Reserves half of the free places of a group for the member.
     *
     * @param least with fewer it is not worth it
     * @return empty also when the member has some already
     */
    Optional<Granted> grant(UUID member, boolean tenant, String name, int least) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    RatedClaimRepository.LOCK + ";\n" + (tenant ? GRANT_OF_TENANT : GRANT_OF_QUEUE))) {
                statement.setArray(
                        1, Sql.array(connection, "text", List.of((tenant ? "t/" : "q/") + name), group -> group));
                statement.setObject(2, member);
                statement.setString(3, name);
                statement.setInt(4, least);
                statement.execute();
                statement.getMoreResults();
                try (ResultSet row = statement.getResultSet()) {
                    return row.next()
                            ? Optional.of(new Granted(Sql.uuid(row, "id"), row.getInt("places")))
                            : Optional.empty();
                }
            }
        });
    }

    /**
     * Ends the reserves of a member none of whose claims is under way.
     *
     * @param runs all that it has claimed of them and that may be active
     */
    void giveBack(UUID member, Collection<UUID> runs) {
        database.relaxedTransaction(connection -> {
            drop(connection, member);
            if (!runs.isEmpty()) {
                try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
                    ClaimRepository.bindIds(connection, hold, 1, runs);
                    hold.setObject(4, member);
                    hold.executeUpdate();
                }
            }
            return null;
        });
    }

    /** Ends the reserves of a member of whose runs nobody knows; claims under way are waited for. */
    void takeBack(UUID member) {
        database.relaxedTransaction(connection -> {
            drop(connection, member);
            try (PreparedStatement hold = connection.prepareStatement(HOLD_ALL)) {
                hold.setObject(1, member);
                return hold.executeUpdate();
            }
        });
    }

    /** Asks all members for what they have of a group in reserve. */
    void want(boolean tenant, String name) {
        database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WANT)) {
                statement.setBoolean(1, tenant);
                statement.setString(2, name);
                return statement.executeUpdate();
            }
        });
    }

    /** Whether somebody wants back what the member has. */
    boolean wanted(UUID member) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WANTED)) {
                statement.setObject(1, member);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    /** Members that have reserves which they do not give back themselves. */
    List<UUID> overdue() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OVERDUE);
                    ResultSet row = statement.executeQuery()) {
                List<UUID> members = new ArrayList<>();
                while (row.next()) {
                    members.add(Sql.uuid(row, "member"));
                }
                return members;
            }
        });
    }

    private static void drop(Connection connection, UUID member) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement(DROP)) {
            drop.setObject(1, member);
            drop.executeUpdate();
        }
    }

    /** Places for one member. */
    record Granted(UUID id, int places) {}
}
