package carillon.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Asks the database for the time. */
@ApplicationScoped
public class ClockRepository {

    private final Database database;

    /** For the container's proxy. */
    protected ClockRepository() {
        this(null);
    }

    @Inject
    public ClockRepository(Database database) {
        this.database = database;
    }

    Instant now() {
        return database.relaxed(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select clock_timestamp()");
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getObject(1, OffsetDateTime.class).toInstant();
            }
        });
    }
}
