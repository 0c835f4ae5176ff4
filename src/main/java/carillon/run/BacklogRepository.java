package carillon.run;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Counts what waits, as far as need be. */
@ApplicationScoped
public class BacklogRepository {

    /** By index run_open alone; the few that are active lie among them. */
    private static final String COUNT =
            """
            select count(*)
              from (select 1
                      from run
                     where finished_at is null and queue = ? and due_at <= now()
                     limit ?) w""";

    private final Database database;

    /** For the container's proxy. */
    protected BacklogRepository() {
        this(null);
    }

    @Inject
    public BacklogRepository(Database database) {
        this.database = database;
    }

    /** Due runs of the queue that are not final, at most so many. */
    long count(String queue, int most) {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
                statement.setString(1, queue);
                statement.setInt(2, most);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** Returns when the database has answered. */
    void ask() {
        database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select 1")) {
                return statement.execute();
            }
        });
    }
}
