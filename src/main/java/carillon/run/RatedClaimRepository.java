package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes runs of queues with a rate, when they and their tenants have places for all of them, so that nobody need pick. One
 * message, one transaction: it locks the groups that it is told, in order, claims the runs of those with as many places as
 * there are runs, and the runs that have no limit, and pays. It decides about no others; those are for
 * {@link LimitedClaimRepository}.
 */
@ApplicationScoped
public class RatedClaimRepository {

    /** As {@link LimitedClaimRepository#LOCK}, without looking whose runs they are. */
    static final String LOCK =
            """
            select pg_advisory_xact_lock(hashtextextended(g.name, 1))
              from (select unnest(?::text[]) as name order by 1) g""";

    /** Counts by the indexes of limit_place; all else by primary keys. */
    static final String CLAIM =
            """
            with told as materialized (
              select ?::text[] as groups, ?::integer as runs
            ), in_queue as materialized (
              select q.name, o.places
                from told
                join queue q on 'q/' || q.name = any(told.groups)
               cross join lateral (<room of queue>) o
               where o.places >= told.runs
            ), of_tenant as materialized (
              select t.id, o.places
                from told
                join tenant t on 't/' || t.id = any(told.groups)
               cross join lateral (<room of tenant>) o
               where o.places >= told.runs
            ), claimed as (
              <claim>
            ), placed as (
              <places>
            ), paid as (
              <pay>
            )
            select c.*, (select places from in_queue where name = c.queue) as in_queue,
                   (select places from of_tenant where id = c.tenant) as of_tenant
              from claimed c"""
                    .replace(
                            "<room of queue>",
                            LimitedRuns.ROOM_OF_QUEUE.replace("<may>", "'q/' || q.name = any(told.groups)"))
                    .replace(
                            "<room of tenant>",
                            LimitedRuns.ROOM_OF_TENANT.replace("<may>", "'t/' || t.id = any(told.groups)"))
                    .replace("<claim>", ClaimRepository.claimIn(LimitedRuns.HELD))
                    .replace("<places>", LimitedRuns.TAKE_PLACES)
                    .replace("<pay>", LimitedClaimRepository.PAY_FOR.replace("<claimed>", "select queue from claimed"));

    private static final String LOCK_AND_CLAIM = String.join(";\n", LOCK, CLAIM);

    private final Database database;

    /** For the container's proxy. */
    protected RatedClaimRepository() {
        this(null);
    }

    @Inject
    public RatedClaimRepository(Database database) {
        this.database = database;
    }

    /**
     * Claims those of the runs that have no key, and whose limits are of groups with places for all of the ids.
     *
     * @param groups to lock and to count: {@code q/} and a queue, {@code t/} and a tenant     */
    Rated claim(UUID member, List<UUID> ids, Collection<String> groups) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_CLAIM)) {
                statement.setArray(1, Sql.array(connection, "text", groups, group -> group));
                statement.setArray(2, Sql.array(connection, "text", groups, group -> group));
                statement.setInt(3, ids.size());
                statement.setObject(4, member);
                ClaimRepository.bindIds(connection, statement, 5, ids);
                statement.setObject(8, member);
                statement.setObject(9, member);
                statement.execute();
                statement.getMoreResults();
                return rated(statement.getResultSet());
            }
        });
    }

    private static Rated rated(ResultSet row) throws SQLException {
        Rated rated = new Rated(Decided.nothing(), new HashMap<>(), new HashMap<>());
        while (row.next()) {
            ClaimRows.add(row, rated.decided());
            tell(row, "queue", "in_queue", rated.queues());
            tell(row, "tenant", "of_tenant", rated.tenants());
        }
        return rated;
    }

    private static void tell(ResultSet row, String name, String places, Map<String, Integer> of) throws SQLException {
        Integer before = row.getObject(places, Integer.class);
        if (before != null) {
            of.putIfAbsent(row.getString(name), before);
        }
    }

    /**
     * What came of it.
     *
     * @param queues places of the queues before the claim, of those that were locked and claimed of
     * @param tenants the same of the tenants
     */
    record Rated(Decided decided, Map<String, Integer> queues, Map<String, Integer> tenants) {}
}
