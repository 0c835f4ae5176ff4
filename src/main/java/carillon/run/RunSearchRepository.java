package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Looks for a text among runs: a bounded number of them at once, so that a search for what is nowhere ends. */
@ApplicationScoped
public class RunSearchRepository {

    /** Runs that one call looks at. */
    static final int LOOK = 20_000;

    /**
     * The other criteria choose what is looked at, newest first, each by its index; the last row says where a full look ended.
     */
    private static final String SEARCH =
            """
            with looked as materialized (
              select r.id, r.job_id, r.error from run r where <conditions> order by r.id desc limit <look>)
            (select l.id, false as last
               from looked l left join job j on j.id = l.job_id
              where strpos(lower(j.name || ' ' || coalesce(l.error, '')), lower(?)) > 0
              order by l.id desc
              limit <limit>)
            union all
            (select id, true from looked order by id desc offset <look> - 1)"""
                    .replace("<look>", Integer.toString(LOOK));

    private final Database database;

    /** For the container's proxy. */
    protected RunSearchRepository() {
        this(null);
    }

    @Inject
    public RunSearchRepository(Database database) {
        this.database = database;
    }

    /** One more than the limit, to tell of another page. */
    Found search(RunConditions conditions, String text, int limit) {
        String sql =
                SEARCH.replace("<conditions>", conditions.toString()).replace("<limit>", Integer.toString(limit + 1));
        List<Object> values = new ArrayList<>(conditions.values());
        values.add(text);
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Sql.bind(statement, values);
                List<UUID> found = new ArrayList<>();
                UUID last = null;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        if (row.getBoolean("last")) {
                            last = Sql.uuid(row, "id");
                        } else {
                            found.add(Sql.uuid(row, "id"));
                        }
                    }
                }
                return new Found(found, last);
            }
        });
    }

    /**
     * What a search found.
     *
     * @param runs newest first
     * @param lookedUntil the last run that was looked at; null when all were
     */
    record Found(List<UUID> runs, UUID lookedUntil) {}
}
