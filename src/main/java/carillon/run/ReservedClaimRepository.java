package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes runs of queues and tenants of which the member has places in reserve: nothing is counted, and no lock is taken that
 * a claim of another member needs. The reserves are locked against being taken away, no more.
 */
@ApplicationScoped
public class ReservedClaimRepository {

    /** One row at least, which says whose reserves are still there. A limit that is being set lets nothing begin. */
    static final String CLAIM =
            """
            with mine as materialized (
              select v.id, v.tenant, v.name
                from limit_reserve v
               where v.id = any(?) and v.wanted_at is null
                 and case when v.tenant then exists (select 1 from tenant t where t.id = v.name and t.settled)
                          else exists (select 1 from queue q
                                        where q.name = v.name and q.settled and q.rate_per_second is null) end
                 for key share
            ), in_queue as (
              select name from mine where not tenant
            ), of_tenant as (
              select name as id from mine where tenant
            ), claimed as (
              <claim>
            )
            select c.*, m.reserves
              from (select array_agg(id) as reserves from mine) m
              left join claimed c on true"""
                    .replace("<claim>", ClaimRepository.claimIn("false"));

    private final Database database;

    /** For the container's proxy. */
    protected ReservedClaimRepository() {
        this(null);
    }

    @Inject
    public ReservedClaimRepository(Database database) {
        this.database = database;
    }

    /**
     * Claims those of the runs that have no key, and no limit but of these reserves.
     *
     * @param reserves each with as many free places as there are ids
     */
    Reserved claim(UUID member, List<UUID> ids, Collection<UUID> reserves) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                statement.setArray(1, Sql.array(connection, "uuid", reserves, id -> id));
                statement.setObject(2, member);
                ClaimRepository.bindIds(connection, statement, 3, ids);
                statement.setObject(6, member);
                statement.setObject(7, member);
                return reserved(statement.executeQuery());
            }
        });
    }

    private static Reserved reserved(ResultSet row) throws SQLException {
        Reserved reserved = new Reserved(Decided.nothing(), new HashSet<>());
        while (row.next()) {
            if (reserved.valid().isEmpty() && row.getArray("reserves") != null) {
                reserved.valid()
                        .addAll(Arrays.asList((UUID[]) row.getArray("reserves").getArray()));
            }
            if (row.getString("verdict") != null) {
                ClaimRows.add(row, reserved.decided());
            }
        }
        return reserved;
    }

    /**
     * What came of it.
     *
     * @param valid the reserves that were there, and that nobody wants back
     */
    record Reserved(Decided decided, Set<UUID> valid) {}
}
