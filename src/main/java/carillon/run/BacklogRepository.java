package carillon.run;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Counts what waits, as far as need be. */
@ApplicationScoped
public class BacklogRepository {

    /**
     * By index run_open alone, where those that are active lie among the others; only when there are so many with them are
     * they told apart, for which the rows are read.
     */
    private static final String COUNT =
            """
            select case when c.open < b.most then c.open
                        else (select count(*)
                                from (select 1
                                        from run
                                       where finished_at is null and queue = b.queue and due_at <= now()
                                         and state in ('scheduled', 'retrying')
                                       limit b.most) w) end
              from (select ? as queue, ?::bigint as most) b
             cross join lateral (
               select count(*) as open
                 from (select 1
                         from run
                        where finished_at is null and queue = b.queue and due_at <= now()
                        limit b.most) o) c""";

    private final Database database;

    /** For the container's proxy. */
    protected BacklogRepository() {
        this(null);
    }

    @Inject
    public BacklogRepository(Database database) {
        this.database = database;
    }

    /** Due runs of the queue that wait, at most so many; a bound above what waits and what is active may count both. */
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
