package carillon.job;

import carillon.platform.Database;
import carillon.platform.DatabaseException;
import carillon.platform.Json;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Query;
import java.sql.PreparedStatement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stores and finds jobs; every call belongs to the caller's transaction. */
@ApplicationScoped
public class JobRepository {

    /** In the order of their names: of two requests with the same names one waits for the other, and not each for both. */
    private static final String ADD =
            """
            insert into job (id, tenant, name, queue, priority, state, spec, payload, next_fire_at, fired, counts_after,
                             counts_fired, one_shot, created_at, updated_at, version)
            select j.id, j.tenant, j.name, j.queue, j.priority, 'active', j.spec::jsonb, j.payload::jsonb, j.next_fire_at,
                   j.fired, j.counts_after, 0, j.one_shot, j.created_at, j.created_at, 1
              from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[],
                          ?::bigint[], ?::timestamptz[], ?::boolean[], ?::timestamptz[])
                     as j(id, tenant, name, queue, priority, spec, payload, next_fire_at, fired, counts_after, one_shot,
                          created_at)
             order by j.name""";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Database database;

    /**
     * Inserts new jobs, all with one statement.
     *
     * @throws DatabaseException when a name is taken (23505); the transaction is lost then
     */
    public void add(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setArray(1, Sql.array(connection, "uuid", jobs, Job::id));
                statement.setArray(2, Sql.array(connection, "text", jobs, Job::tenant));
                statement.setArray(3, Sql.array(connection, "text", jobs, Job::name));
                statement.setArray(4, Sql.array(connection, "text", jobs, Job::queue));
                statement.setArray(5, Sql.array(connection, "int4", jobs, Job::priority));
                statement.setArray(6, Sql.array(connection, "text", jobs, job -> Json.write(job.spec())));
                statement.setArray(7, Sql.array(connection, "text", jobs, Job::payload));
                statement.setArray(8, Sql.array(connection, "timestamptz", jobs, job -> Sql.time(job.nextFireAt())));
                statement.setArray(9, Sql.array(connection, "int8", jobs, Job::fired));
                statement.setArray(10, Sql.array(connection, "timestamptz", jobs, job -> Sql.time(job.countsAfter())));
                statement.setArray(11, Sql.array(connection, "bool", jobs, job -> job.spec()
                        .schedule()
                        .oneShot()));
                statement.setArray(12, Sql.array(connection, "timestamptz", jobs, job -> Sql.time(job.createdAt())));
                return statement.executeUpdate();
            }
        });
    }

    /**
     * Writes what was changed in the jobs at once.
     *
     * @throws PersistenceException when a name is taken; the transaction is lost then
     */
    public void write() {
        entities.flush();
    }

    public Optional<Job> find(String tenant, UUID id) {
        return Optional.ofNullable(entities.find(Job.class, id))
                .filter(job -> job.tenant().equals(tenant) && !job.deleted());
    }

    /** Locks the row until the transaction ends: the timer does not move its cursor meanwhile. */
    public Optional<Job> lock(String tenant, UUID id) {
        return Optional.ofNullable(entities.find(Job.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(job -> job.tenant().equals(tenant) && !job.deleted());
    }

    /**
     * Which of the names a job of the tenant has already. One look into index job_name for each: on a table without
     * statistics PostgreSQL would compare every job with every name.
     */
    @SuppressWarnings("unchecked")
    public List<String> taken(String tenant, List<String> names) {
        return entities.createNativeQuery(
                        """
                        select taken.name
                          from unnest(cast(?2 as text[])) as given(name)
                         cross join lateral (
                           select name from job
                            where tenant = ?1 and deleted_at is null and name = given.name
                            limit 1) taken""")
                .setParameter(1, tenant)
                .setParameter(2, arrayLiteral(names))
                .getResultList();
    }

    /** Newest first, by the primary key; at most one more than the limit, to tell whether there is another page. */
    @SuppressWarnings("unchecked")
    List<Job> list(JobFilter filter) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder sql = new StringBuilder("select j.* from job j where j.deleted_at is null");
        and(sql, values, " and j.tenant = ?", filter.tenant());
        and(sql, values, " and j.id < cast(? as uuid)", filter.after());
        and(sql, values, " and j.queue = ?", filter.queue());
        and(sql, values, " and j.spec->'handler'->>'type' = ?", filter.handler());
        and(sql, values, " and j.spec->'tags' @> jsonb_build_array(cast(? as text))", filter.tag());
        and(sql, values, " and strpos(lower(j.name), lower(?)) > 0", filter.text());
        if (filter.state() != null) {
            sql.append(condition(filter.state()));
        }
        sql.append(" order by j.id desc limit ").append(filter.limit() + 1);
        Query query = entities.createNativeQuery(sql.toString(), Job.class);
        int position = 1;
        for (Object value : values.values()) {
            query.setParameter(position++, value.toString());
        }
        return query.getResultList();
    }

    private static void and(StringBuilder sql, Map<String, Object> values, String condition, Object value) {
        if (value != null) {
            values.put(condition, value);
            sql.append(condition.replace("?", "?" + values.size()));
        }
    }

    /** Finished is told by the cursor and the runs, so that ending a run writes nothing to its job. */
    private static String condition(JobState state) {
        String finished =
                """
                (j.next_fire_at is null and j.state = 'active' and j.spec->'schedule'->>'type' <> 'manual'
                 and not exists (select 1 from run r where r.job_id = j.id and r.finished_at is null))""";
        return switch (state) {
            case paused -> " and j.state = 'paused'";
            case finished -> " and " + finished;
            case active -> " and j.state = 'active' and not " + finished;
        };
    }

    private static String arrayLiteral(List<String> texts) {
        StringBuilder literal = new StringBuilder("{");
        for (String text : texts) {
            literal.append(literal.length() > 1 ? ",\"" : "\"");
            literal.append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        return literal.append('}').toString();
    }
}
