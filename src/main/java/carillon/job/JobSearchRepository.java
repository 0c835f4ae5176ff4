package carillon.job;

import carillon.platform.Database;
import carillon.platform.Look;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the jobs of a page of a list, newest first, in a time that does not grow with the number of jobs. */
@ApplicationScoped
public class JobSearchRepository {

    /** Jobs that one call looks at for what no index tells. */
    static final int LOOK = 10_000;

    /** The criteria that have an index choose what is looked at; all else is asked of each, so that no more is read either. */
    private static final String LOOKED_AT =
            """
            (select j.id, j.name, j.state, j.deleted_at, j.spec->'handler'->>'type' as handler,
                    j.spec->'schedule'->>'type' as schedule
               from job j
              where <chosen> and <part>
              order by j.id desc
              limit <look>)""";

    private static final String NEWEST = "select * from (<parts>) part order by id desc limit <look>";

    private static final String ALL = "true";

    /** Index job_paused. */
    private static final String PAUSED = "j.state = 'paused' and j.deleted_at is null";

    /** Index job_coming. */
    private static final String COMING = "j.next_fire_at is not null and j.state = 'active' and j.deleted_at is null";

    /** Indexes job_spent and job_past: jobs that have no instant to come, of one instant or of many. */
    private static final String SPENT = "j.one_shot and j.next_fire_at is null";

    private static final String PAST =
            "not j.one_shot and j.next_fire_at is null and j.state = 'active' and j.deleted_at is null";

    private static final String RUNNING =
            "exists (select 1 from run r where r.job_id = j.id and r.finished_at is null)";

    /** What is ended is told by the cursor and the runs, so that ending a run writes nothing to its job. */
    private static final String FINISHED =
            """
            l.schedule <> 'manual'
             and not exists (select 1 from run r where r.job_id = l.id and r.finished_at is null)""";

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

    /** In the caller's transaction. */
    Look find(JobFilter filter) {
        Criteria chosen = chosen(filter);
        Criteria tests = tests(filter);
        List<String> parts = parts(filter.state());
        String lookedAt = NEWEST.replace(
                "<parts>",
                parts.stream()
                        .map(part ->
                                LOOKED_AT.replace("<chosen>", chosen.toString()).replace("<part>", part))
                        .collect(Collectors.joining(" union all ")));
        List<Object> values = new ArrayList<>();
        parts.forEach(part -> values.addAll(chosen.values));
        values.addAll(tests.values);
        parts.forEach(part -> values.addAll(chosen.values));
        return database.durable(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(PLAN_FOR_THESE_VALUES);
            }
            return Sql.look(connection, Look.sql(lookedAt, LOOK, "", tests.toString(), filter.limit()), values);
        });
    }

    /** Jobs in a state are found in parts, each by an index that has them in order. */
    private static List<String> parts(JobState state) {
        if (state == null) {
            return List.of(ALL);
        }
        return switch (state) {
            case paused -> List.of(PAUSED);
            case finished -> List.of(SPENT, PAST);
            case active ->
                List.of(
                        COMING,
                        SPENT + " and " + RUNNING,
                        PAST + " and (j.spec->'schedule'->>'type' = 'manual' or " + RUNNING + ")");
        };
    }

    /** By the primary key, or by index job_queue or job_tags. */
    private static Criteria chosen(JobFilter filter) {
        return new Criteria()
                .and("j.tenant = ?", filter.tenant())
                .and("j.id < ?::uuid", filter.after())
                .and("j.queue = ?", filter.queue())
                .and("j.spec->'tags' is not null and j.spec->'tags' @> ?::jsonb", listed(filter.tag()));
    }

    /** As JSON already, so that PostgreSQL knows the value when it looks for a plan. */
    private static JsonArray listed(String tag) {
        return tag == null ? null : Json.createArrayBuilder().add(tag).build();
    }

    private static Criteria tests(JobFilter filter) {
        Criteria tests = new Criteria()
                .and("l.deleted_at is null")
                .and("l.handler = ?", filter.handler())
                .and("strpos(lower(l.name), lower(?)) > 0", filter.text());
        return switch (filter.state() == null ? JobState.paused : filter.state()) {
            case paused -> tests;
            case active -> tests.and("l.state = 'active'");
            case finished -> tests.and("l.state = 'active'").and(FINISHED);
        };
    }

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

        @Override
        public String toString() {
            return String.join(" and ", conditions);
        }
    }
}
