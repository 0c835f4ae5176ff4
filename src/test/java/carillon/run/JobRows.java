package carillon.run;

import carillon.job.Job;
import carillon.job.JobRepository;
import carillon.job.JobSpec;
import carillon.job.JobState;
import carillon.job.StoredDefinition;
import carillon.platform.Database;
import carillon.platform.Json;
import carillon.platform.Sql;
import carillon.test.TestStore;
import jakarta.json.JsonValue;
import java.lang.reflect.Field;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The jobs of one transaction without a persistence unit: read as objects, changed, and written back. */
final class JobRows extends JobRepository {

    private static final String READ = "select *, spec::text as definition, payload::text as given from job"
            + " where tenant = ? and id = ? and deleted_at is null";

    private final Database database;
    private final Map<UUID, Job> locked = new LinkedHashMap<>();

    JobRows(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Job> find(String tenant, UUID id) {
        return read(READ, tenant, id);
    }

    @Override
    public Optional<Job> lock(String tenant, UUID id) {
        Optional<Job> job = read(READ + " for update", tenant, id);
        job.ifPresent(one -> locked.put(id, one));
        return job;
    }

    @Override
    public List<String> taken(String tenant, List<String> names) {
        return List.of();
    }

    @Override
    public void write() {
        locked.values().forEach(this::write);
    }

    /**
     * One that was not changed is not written. Each change sets when it was, and those at the same time by the test's clock
     * end a version.
     */
    private void write(Job job) {
        execute(
                """
                update job
                   set name = ?, queue = ?, priority = ?, state = ?, spec = ?::jsonb, payload = ?::jsonb, next_fire_at = ?,
                       counts_after = ?, counts_fired = ?, one_shot = ?, spent = ?, paused_reason = ?, paused_by = ?,
                       paused_until = ?, updated_at = ?, deleted_at = ?, version = version + 1
                 where id = ?
                   and (updated_at <> ?
                        or exists (select 1 from job_version v where v.job_id = job.id and v.version = job.version))""",
                job.name(),
                job.queue(),
                job.priority(),
                job.state().name(),
                StoredDefinition.text(job.spec()),
                job.payload(),
                TestStore.time(job.nextFireAt()),
                TestStore.time(job.countsAfter()),
                job.countsFired(),
                job.spec().schedule().oneShot(),
                job.spent(),
                job.pausedReason(),
                job.pausedBy(),
                TestStore.time(job.pausedUntil()),
                TestStore.time(job.updatedAt()),
                TestStore.time((Instant) get(job, "deletedAt")),
                job.id(),
                TestStore.time(job.updatedAt()));
    }

    private Optional<Job> read(String sql, String tenant, UUID id) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, tenant);
                statement.setObject(2, id);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(job(row)) : Optional.empty();
                }
            }
        });
    }

    private static Job job(ResultSet row) throws SQLException {
        JobSpec spec = Json.read(row.getString("definition"), JobSpec.class);
        String payload = row.getString("given");
        Job job = new Job(
                row.getObject("id", UUID.class),
                row.getString("tenant"),
                payload == null ? spec : spec.withPayload(Json.read(payload, JsonValue.class)),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "counts_after"),
                Sql.instant(row, "next_fire_at"),
                row.getLong("fired"));
        set(job, "state", JobState.valueOf(row.getString("state")));
        set(job, "countsFired", row.getLong("counts_fired"));
        set(job, "spent", row.getBoolean("spent"));
        set(job, "pausedUntil", Sql.instant(row, "paused_until"));
        set(job, "version", row.getLong("version"));
        return job;
    }

    /** As the persistence unit does. */
    private static void set(Job job, String field, Object value) {
        try {
            field(field).set(job, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object get(Job job, String field) {
        try {
            return field(field).get(job);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(String name) {
        try {
            Field field = Job.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql, Object... values) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return statement.executeUpdate();
            }
        });
    }
}
