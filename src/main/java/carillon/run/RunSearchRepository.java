package carillon.run;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Looks among runs for what no index tells: at a bounded number of them at once, so that a search for what is nowhere ends. */
@ApplicationScoped
public class RunSearchRepository {

    /** Runs that one call looks at. */
    static final int LOOK = 10_000;

    /** The criteria that have an index choose what is looked at, newest first. */
    private static final String LOOKED_AT =
            """
            select r.id, r.job_id, r.state, r.queue, r.member, r.error
              from run r
             where <chosen>
             order by r.id desc
             limit <look>""";

    /** Looks no further than until the page is full. */
    private static final String LOOK_FOR =
            """
            select l.id
              from (<looked at>) l left join job j on j.id = l.job_id
             where <tests>
             order by l.id desc
             limit <page>""";

    private static final String LOOKED_UNTIL =
            "select id from (<looked at>) l order by id desc offset <look> - 1 limit 1";

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
    Found search(RunFilter filter) {
        RunConditions chosen = RunConditions.ofPage(filter);
        RunConditions tests = RunConditions.ofEach(filter);
        List<Object> values = new ArrayList<>(chosen.values());
        values.addAll(tests.values());
        return database.durable(connection -> {
            List<UUID> found = Sql.ids(connection, filled(LOOK_FOR, filter, chosen, tests), values);
            List<UUID> last = found.size() > filter.limit()
                    ? List.of()
                    : Sql.ids(connection, filled(LOOKED_UNTIL, filter, chosen, tests), chosen.values());
            return new Found(found, last.isEmpty() ? null : last.get(0));
        });
    }

    private static String filled(String sql, RunFilter filter, RunConditions chosen, RunConditions tests) {
        return sql.replace("<looked at>", LOOKED_AT)
                .replace("<chosen>", chosen.toString())
                .replace("<tests>", tests.toString())
                .replace("<look>", Integer.toString(LOOK))
                .replace("<page>", Integer.toString(filter.limit() + 1));
    }

    /**
     * What a search found.
     *
     * @param runs newest first
     * @param lookedUntil the last run that was looked at; null when all were, or the page is full
     */
    record Found(List<UUID> runs, UUID lookedUntil) {}
}
