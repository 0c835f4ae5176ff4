package carillon.run;

import carillon.platform.Database;
import carillon.platform.Ids;
import carillon.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Writes how far attempts say they are. */
@ApplicationScoped
public class ProgressRepository {

    /**
     * By the primary key, and a heap-only update: none of the columns is in an index. A row that somebody else holds is left
     * for the next time, so that this never waits for a row while it holds others.
     */
    private static final String PROGRESS =
            """
            with free as materialized (
              select r.id
                from run r
               where r.id = any(?) and r.id between ? and ? and r.state = 'active'
                 for update skip locked
            )
            update run r
               set progress = p.fraction, progress_message = p.message, progress_attempt = p.attempt
              from free, unnest(?::uuid[], ?::int[], ?::float8[], ?::text[]) as p(id, attempt, fraction, message)
             where r.id = free.id and r.id = p.id and r.id between ? and ? and r.attempt = p.attempt""";

    private final Database database;

    /** For the container's proxy. */
    protected ProgressRepository() {
        this(null);
    }

    @Inject
    public ProgressRepository(Database database) {
        this.database = database;
    }

    /** Changes nothing of attempts that are over; each run is there once. Does not wait for the disk. */
    public void write(List<RunProgress> progress) {
        List<UUID> ids = progress.stream().map(RunProgress::run).toList();
        UUID first = Collections.min(ids, Ids.BY_TIME);
        UUID last = Collections.max(ids, Ids.BY_TIME);
        database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
                statement.setArray(1, Sql.array(connection, "uuid", ids, id -> id));
                statement.setObject(2, first);
                statement.setObject(3, last);
                statement.setArray(4, Sql.array(connection, "uuid", ids, id -> id));
                statement.setArray(5, Sql.array(connection, "int4", progress, RunProgress::attempt));
                statement.setArray(6, Sql.array(connection, "float8", progress, RunProgress::fraction));
                statement.setArray(7, Sql.array(connection, "text", progress, RunProgress::message));
                statement.setObject(8, first);
                statement.setObject(9, last);
                return statement.executeUpdate();
            }
        });
    }
}
