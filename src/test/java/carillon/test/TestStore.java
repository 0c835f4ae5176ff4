package carillon.test;

import carillon.job.JobSpec;
import carillon.job.StoredDefinition;
import carillon.platform.Database;
import carillon.platform.Ids;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL with the schema of this build, one for all tests of the JVM; each test begins with empty tables. */
public final class TestStore {

    /** More than any test has threads: none of them waits for a connection that another of them holds. */
    private static final int MOST_CONNECTIONS = 100;

    private static final TestStore ONE = new TestStore();

    private final EmbeddedPostgres server;
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final HikariDataSource pool = new HikariDataSource();

    private TestStore() {
        try {
            server = EmbeddedPostgres.builder().setLocaleConfig("locale", "C").start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        source.setUrl(server.getJdbcUrl("postgres", "postgres"));
        source.setStringType("unspecified");
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        pool.setDataSource(source);
        pool.setMinimumIdle(1);
        pool.setMaximumPoolSize(MOST_CONNECTIONS);
    }

    /** Starts at the first call; the server ends with the JVM. */
    public static TestStore empty() {
        ONE.execute(
                "truncate job, job_version, run, run_log, run_action, batch, member, idempotency, calendar, blackout,"
                        + " seen_member, tenant, queue_rate, limit_place, limit_reserve");
        ONE.execute("delete from queue where name <> 'default'");
        ONE.execute("update queue set paused = false, paused_reason = null, paused_by = null, max_active = null,"
                + " rate_per_second = null, weight = 1, max_backlog = null, settled = true");
        ONE.execute("update zone_data set version = '', changed_at = now()");
        ONE.execute("update timer_lease set epoch = 0, owner = null, renewed_at = now()");
        return ONE;
    }

    /** A new connection each time, for whoever changes its settings or ends it. */
    public DataSource source() {
        return source;
    }

    /** Connections that are used again, as the application's are. */
    public DataSource pool() {
        return pool;
    }

    /** The application's view of it; both of its pools are {@link #pool}. */
    public Database database() {
        return new Database(pool, pool);
    }

    /** The database's time, to the microsecond. */
    public Instant now() {
        return ((OffsetDateTime) value("select clock_timestamp()")).toInstant();
    }

    /** Stores an active job of the definition. */
    public UUID job(JobSpec spec, Instant createdAt, Instant nextFireAt) {
        UUID id = Ids.random(createdAt);
        execute(
                """
                insert into job (id, tenant, name, queue, priority, state, spec, payload, next_fire_at, one_shot,
                                 created_at, updated_at, version, counts_after)
                values (?, 'default', ?, ?, ?, 'active', ?::jsonb, ?::jsonb, ?, ?, ?, ?, 1, ?)""",
                id,
                spec.name(),
                spec.queue(),
                spec.priority(),
                StoredDefinition.text(spec),
                spec.payload() == null ? null : spec.payload().toString(),
                time(nextFireAt),
                spec.schedule().oneShot(),
                time(createdAt),
                time(createdAt),
                time(nextFireAt == null ? createdAt : nextFireAt.minusNanos(1_000)));
        return id;
    }

    /** A member that is up, with a fresh heartbeat; its id is its name. */
    public UUID member() {
        UUID id = UUID.randomUUID();
        return member(id, id.toString());
    }

    /** The same, of another name. */
    public UUID member(String name) {
        return member(UUID.randomUUID(), name);
    }

    private UUID member(UUID id, String name) {
        execute(
                """
                insert into member (id, name, host, port, pid, roles, version, slots, state, since, heartbeat_at)
                values (?, ?, 'here', 1, 1, 'api,timer,worker', 'test', 20, 'up', now(), clock_timestamp())""",
                id,
                name);
        return id;
    }

    public int execute(String sql, Object... values) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = bound(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row; null when there is none. */
    public Object value(String sql, Object... values) {
        List<Object> column = column(sql, values);
        return column.isEmpty() ? null : column.get(0);
    }

    /** The first column of all rows; timestamps as {@link OffsetDateTime}. */
    public List<Object> column(String sql, Object... values) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = bound(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            boolean time = row.getMetaData().getColumnTypeName(1).equals("timestamptz");
            List<Object> column = new ArrayList<>();
            while (row.next()) {
                column.add(time ? row.getObject(1, OffsetDateTime.class) : row.getObject(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
