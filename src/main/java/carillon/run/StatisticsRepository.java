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

    private static final String GROWN = "select name from grown_table";

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
