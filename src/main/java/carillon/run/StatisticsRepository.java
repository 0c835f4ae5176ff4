package carillon.run;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Has PostgreSQL look at tables that have grown a lot since it last did. */
@ApplicationScoped
public class StatisticsRepository {

    /**
     * Days of runs and tables of jobs with more than four times the pages they had then; 50 pages, a thousand rows, are too
     * few to matter.
     */
    private static final String GROWN =
            """
            select c.oid::regclass::text as name
              from pg_class c
             where (c.oid in (select inhrelid from pg_inherits where inhparent = 'run'::regclass and not inhdetachpending)
                    or c.oid in ('job'::regclass, 'job_version'::regclass, 'batch'::regclass, 'idempotency'::regclass))
               and pg_relation_size(c.oid) > (4 * greatest(c.relpages, 0)::bigint + 50) * current_setting('block_size')::int""";

    private final Database database;

    /** For the container's proxy. */
    protected StatisticsRepository() {
        this(null);
    }

    @Inject
    public StatisticsRepository(Database database) {
        this.database = database;
    }

    /**
     * Has them analyzed, and every connection plan its statements about them anew; nobody waits for it. One that is being
     * vacuumed or dropped is left out.
     *
     * @return the tables
     */
    public List<String> analyzeGrown() {
        return database.relaxed(connection -> {
            List<String> grown = grown(connection);
            for (String table : grown) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("analyze (skip_locked) " + table);
                }
            }
            return grown;
        });
    }

    private static List<String> grown(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(GROWN);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                tables.add(row.getString("name"));
            }
        }
        return tables;
    }
}
