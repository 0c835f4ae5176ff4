package carillon.queue;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts what the queues hold. */
@ApplicationScoped
public class QueueRepository {

    /** Open runs by index run_open, dead letters by index run_dead: what is final and kept is not read. */
    private static final String STATUS =
            """
            select q.name, q.paused, q.paused_reason, q.paused_by, q.max_active, q.rate_per_second, q.weight, q.max_backlog,
                   coalesce(o.waiting, 0) as waiting, coalesce(o.active, 0) as active,
                   coalesce(o.delayed, 0) as delayed, coalesce(d.failed, 0) as failed,
                   coalesce(extract(epoch from clock_timestamp() - o.oldest), 0) as oldest
              from queue q
              left join (
                select queue,
                       count(*) filter (where state in ('scheduled', 'retrying') and due_at <= clock_timestamp()) as waiting,
                       count(*) filter (where state = 'active') as active,
                       count(*) filter (where state in ('scheduled', 'retrying') and due_at > clock_timestamp()) as delayed,
                       min(due_at) filter (where state in ('scheduled', 'retrying') and due_at <= clock_timestamp()) as oldest
                  from run
                 where finished_at is null
                 group by queue) o on o.queue = q.name
              left join (select queue, count(*) as failed from run where dead group by queue) d on d.queue = q.name
             order by q.name""";

    private static final String PAUSE =
            "update queue set paused = true, paused_reason = ?, paused_by = ? where name = ?";

    /**
     * Transactions that are changing runs. A statement takes this lock before it looks at the data, so that one which is not
     * among them sees what has been committed by now.
     */
    private static final String CHANGES =
            """
            select distinct virtualtransaction
              from pg_locks
             where locktype = 'relation' and relation = 'run'::regclass and mode = 'RowExclusiveLock' and granted
               and database = (select oid from pg_database where datname = current_database())""";

    private static final String RESUME =
            "update queue set paused = false, paused_reason = null, paused_by = null where name = ?";

    private final Database database;

    /** For the container's proxy. */
    protected QueueRepository() {
        this(null);
    }

    @Inject
    public QueueRepository(Database database) {
        this.database = database;
    }

    List<QueueStatus> status() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(STATUS);
                    ResultSet row = statement.executeQuery()) {
                List<QueueStatus> queues = new ArrayList<>();
                while (row.next()) {
                    queues.add(new QueueStatus(
                            row.getString("name"),
                            row.getBoolean("paused"),
                            row.getString("paused_reason"),
                            row.getString("paused_by"),
                            row.getLong("waiting"),
                            row.getLong("active"),
                            row.getLong("delayed"),
                            row.getLong("failed"),
                            Duration.ofMillis((long) (row.getDouble("oldest") * 1_000)),
                            row.getObject("max_active", Integer.class),
                            row.getObject("rate_per_second", Double.class),
                            row.getInt("weight"),
                            row.getObject("max_backlog", Integer.class)));
                }
                return queues;
            }
        });
    }

    /** Durable when it returns. */
    boolean pause(String name, String reason, String author) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PAUSE)) {
                statement.setString(1, reason);
                statement.setString(2, author);
                statement.setString(3, name);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /** Names of the transactions that are changing runs; they say nothing but that one is still the same. */
    List<String> changes() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CHANGES);
                    ResultSet row = statement.executeQuery()) {
                List<String> changes = new ArrayList<>();
                while (row.next()) {
                    changes.add(row.getString(1));
                }
                return changes;
            }
        });
    }

    /** Durable when it returns. */
    boolean resume(String name) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESUME)) {
                statement.setString(1, name);
                return statement.executeUpdate() == 1;
            }
        });
    }
}
