package carillon.run;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.UUID;

/**
 * Takes runs of whose keys nothing else is under way, comes or waits, as it is with most jobs at most times. There is nothing
 * to decide about them, so that it is a small part of what {@link KeyedClaimRepository} has to do.
 */
@ApplicationScoped
public class LoneClaimRepository {

    /**
     * Each key is looked for in its indexes. As values rather than as conditions, so that PostgreSQL, which plans this once,
     * cannot make joins of them and read whole tables.
     */
    private static final String LONE =
            """
            r.concurrency_key is not null and not r.blocked
               and (select true
                      from run o
                     where <coming> = r.concurrency_key and o.id <> r.id
                       and (o.attempt > 0 or o.due_at <= clock_timestamp())
                     limit 1) is null
               and (select true from run b where <blocked> = r.concurrency_key limit 1) is null"""
                    .replace("<coming>", KeyedRuns.COMING)
                    .replace("<blocked>", KeyedRuns.BLOCKED);

    static final String CLAIM = ClaimRepository.claimKeyed(LONE);

    /** One round trip and, without a transaction around it, one transaction. */
    private static final String LOCK_AND_CLAIM = KeyedClaimRepository.LOCK_KEYS + ";\n" + CLAIM;

    private final Database database;

    /** For the container's proxy. */
    protected LoneClaimRepository() {
        this(null);
    }

    @Inject
    public LoneClaimRepository(Database database) {
        this.database = database;
    }

    /** Claims those of the runs that have a key which is theirs alone, and no limit. */
    Decided claim(UUID member, List<UUID> ids) {
        return database.relaxedMessage(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_CLAIM)) {
                ClaimRepository.bindIds(connection, statement, 1, ids);
                statement.setObject(4, member);
                ClaimRepository.bindIds(connection, statement, 5, ids);
                statement.setObject(8, member);
                statement.setObject(9, member);
                statement.execute();
                statement.getMoreResults();
                return ClaimRows.decided(statement.getResultSet());
            }
        });
    }
}
