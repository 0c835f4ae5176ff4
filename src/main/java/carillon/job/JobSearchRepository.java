package carillon.job;

import carillon.platform.Database;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds the jobs of a page of a list, newest first, in a time that does not grow with the number of jobs. */
@ApplicationScoped
public class JobSearchRepository {

    /** Jobs that one call looks at for what no index tells. */
    static final int LOOK = 10_000;

    private static final String LIST =
            "select j.id from job j where j.deleted_at is null and <chosen> order by j.id desc limit <page>";

    /** The criteria that have an index choose what is looked at. */
    private static final String LOOKED_AT =
            """
            select j.id, j.name, j.state, j.next_fire_at, j.spec->'handler'->>'type' as handler,
                   j.spec->'schedule'->>'type' as schedule
              from job j
             where j.deleted_at is null and <chosen>
             order by j.id desc
             limit <look>""";

    /** Jobs that have no instant to come are in two indexes: job_spent and job_past. */
    private static final String ENDED_LOOKED_AT = "select * from ("
            + "(" + LOOKED_AT.replace("<chosen>", "<chosen> and j.one_shot and j.next_fire_at is null") + ") union all "
            + "(" + LOOKED_AT.replace("<chosen>", "<chosen> and not j.one_shot and j.next_fire_at is null") + ")"
            + ") ended order by id desc limit <look>";

    /** Looks no further than until the page is full. */
    private static final String LOOK_FOR =
            "select l.id from (<looked at>) l where <tests> order by l.id desc limit <page>";

    private static final String LOOKED_UNTIL =
            "select id from (<looked at>) l order by id desc offset <look> - 1 limit 1";

    /** Told by the cursor and the runs, so that ending a run writes nothing to its job. */
    private static final String FINISHED =
            """
            (l.next_fire_at is null and l.state = 'active' and l.schedule <> 'manual'
             and not exists (select 1 from run r where r.job_id = l.id and r.finished_at is null))""";

    /** How often each value occurs decides which index is good; a plan for all of them is good for none. */
    private static final String PLAN_FOR_THESE_VALUES =
            "select set_config('plan_cache_mode', 'force_custom_plan', true)";

    private final Database database;

    /** For the container's proxy. */
    protected JobSearchRepository() {
        this(null);
    }

    @Inject
    public JobSearchRepository(Database database) {
        this.database = database;
    }

    /** One more than the limit where there are more; in the caller's transaction. */
    Found find(JobFilter filter) {
        Criteria chosen = chosen(filter);
        Criteria tests = tests(filter);
        List<Object> values = new ArrayList<>(chosen.values);
        if (filter.state() == JobState.finished) {
            values.addAll(chosen.values);
        }
        List<Object> all = new ArrayList<>(values);
        all.addAll(tests.values);
        return database.durable(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(PLAN_FOR_THESE_VALUES);
            }
            if (tests.isEmpty()) {
                return new Found(Sql.ids(connection, filled(LIST, filter, chosen, tests), all), null);
            }
            List<UUID> found = Sql.ids(connection, filled(LOOK_FOR, filter, chosen, tests), all);
            List<UUID> last = found.size() > filter.limit()
                    ? List.of()
                    : Sql.ids(connection, filled(LOOKED_UNTIL, filter, chosen, tests), values);
            return new Found(found, last.isEmpty() ? null : last.get(0));
        });
    }

    private static String filled(String sql, JobFilter filter, Criteria chosen, Criteria tests) {
        return sql.replace("<looked at>", filter.state() == JobState.finished ? ENDED_LOOKED_AT : LOOKED_AT)
                .replace("<chosen>", chosen.toString())
                .replace("<tests>", tests.toString())
                .replace("<look>", Integer.toString(LOOK))
                .replace("<page>", Integer.toString(filter.limit() + 1));
    }

    /** By the primary key, or by index job_queue, job_tags or job_paused. */
    private static Criteria chosen(JobFilter filter) {
        Criteria chosen = new Criteria()
                .and("j.tenant = ?", filter.tenant())
                .and("j.id < ?::uuid", filter.after())
                .and("j.queue = ?", filter.queue())
                .and("j.spec->'tags' is not null and j.spec->'tags' @> ?::jsonb", listed(filter.tag()));
        if (filter.state() == null) {
            return chosen;
        }
        return chosen.and(filter.state() == JobState.paused ? "j.state = 'paused'" : "j.state = 'active'");
    }

    /** As JSON already, so that PostgreSQL knows the value when it looks for a plan. */
    private static JsonArray listed(String tag) {
        return tag == null ? null : Json.createArrayBuilder().add(tag).build();
    }

    private static Criteria tests(JobFilter filter) {
        Criteria tests = new Criteria()
                .and("l.handler = ?", filter.handler())
                .and("strpos(lower(l.name), lower(?)) > 0", filter.text());
        if (filter.state() == JobState.finished) {
            return tests.and(FINISHED);
        }
        return filter.state() == JobState.active ? tests.and("not " + FINISHED) : tests;
    }

    /**
     * What a search found.
     *
     * @param jobs newest first
     * @param lookedUntil the last job that was looked at; null when all were, or the page is full
     */
    record Found(List<UUID> jobs, UUID lookedUntil) {}

    /** Conditions that must all hold, with their values. */
    private static final class Criteria {

        private final List<String> conditions = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Criteria and(String condition) {
            conditions.add(condition);
            return this;
        }

        /** Left out when the value is null. */
        Criteria and(String condition, Object value) {
            if (value != null) {
                values.add(value.toString());
                conditions.add(condition);
            }
            return this;
        }

        boolean isEmpty() {
            return conditions.isEmpty();
        }

        @Override
        public String toString() {
            return String.join(" and ", conditions);
        }
    }
}
