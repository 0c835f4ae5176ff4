package carillon.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stores and finds jobs; every call belongs to the caller's transaction. */
@ApplicationScoped
public class JobRepository {

    @PersistenceContext
    private EntityManager entities;

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
