package carillon.run;

import carillon.platform.Database;
import carillon.platform.Look;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

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

    private static final String JOB = "left join job j on j.id = l.job_id";

    private final Database database;

    /** For the container's proxy. */
    protected RunSearchRepository() {
        this(null);
    }

    @Inject
    public RunSearchRepository(Database database) {
        this.database = database;
    }

    Look search(RunFilter filter) {
        RunConditions chosen = RunConditions.ofPage(filter);
        RunConditions tests = RunConditions.ofEach(filter);
        String lookedAt = LOOKED_AT.replace("<chosen>", chosen.toString());
        List<Object> values = new ArrayList<>(chosen.values());
        values.addAll(tests.values());
        values.addAll(chosen.values());
        return database.durable(connection ->
                Sql.look(connection, Look.sql(lookedAt, LOOK, JOB, tests.toString(), filter.limit()), values));
    }
}
