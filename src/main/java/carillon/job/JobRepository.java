package carillon.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.util.List;
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

    /** Newest first; those that were deleted meanwhile are left out. */
    @SuppressWarnings("unchecked")
    List<Job> all(List<UUID> ids) {
        return entities.createNativeQuery(
                        """
                        select j.*
                          from job j
                         where j.id = any(cast(?1 as uuid[])) and j.deleted_at is null
                         order by j.id desc""",
                        Job.class)
                .setParameter(1, arrayLiteral(ids.stream().map(UUID::toString).toList()))
                .getResultList();
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
