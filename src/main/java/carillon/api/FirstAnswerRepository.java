package carillon.api;

import carillon.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Keeps first answers by their key, in the caller's transaction. */
@ApplicationScoped
public class FirstAnswerRepository {

    /** Waits for a transaction that has inserted the same key; a key of more than a day ago is free again. */
    private static final String BEGIN =
            """
            insert into idempotency as i (tenant, key, fingerprint, created_at)
            values (?, ?, ?, clock_timestamp())
            on conflict (tenant, key) do update
               set fingerprint = excluded.fingerprint, created_at = excluded.created_at,
                   status = null, location = null, etag = null, body = null
             where i.created_at < clock_timestamp() - interval '24 hours'""";

    private static final String KEEP =
            "update idempotency set status = ?, location = ?, etag = ?, body = ? where tenant = ? and key = ?";

    private static final String FIND =
            "select fingerprint, status, location, etag, body from idempotency where tenant = ? and key = ?";

    private final Database database;

    /** For the container's proxy. */
    protected FirstAnswerRepository() {
        this(null);
    }

    @Inject
    public FirstAnswerRepository(Database database) {
        this.database = database;
    }

    /** True when the key is the caller's now; false when another request has it, whose answer is there. */
    boolean begin(String tenant, String key, byte[] fingerprint) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
                statement.setString(1, tenant);
                statement.setString(2, key);
                statement.setBytes(3, fingerprint);
                return statement.executeUpdate() == 1;
            }
        });
    }

    void keep(String tenant, String key, FirstAnswer answer) {
        database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
                statement.setInt(1, answer.status());
                statement.setString(2, answer.location());
                statement.setString(3, answer.etag());
                statement.setString(4, answer.body());
                statement.setString(5, tenant);
                statement.setString(6, key);
                return statement.executeUpdate();
            }
        });
    }

    /** The answer under a key that {@link #begin} found taken. */
    Kept find(String tenant, String key) {
        return database.durable(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND)) {
                statement.setString(1, tenant);
                statement.setString(2, key);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        throw new IllegalStateException("the answer under a taken key is gone");
                    }
                    return new Kept(
                            row.getBytes("fingerprint"),
                            new FirstAnswer(
                                    row.getInt("status"),
                                    row.getString("location"),
                                    row.getString("etag"),
                                    row.getString("body")));
                }
            }
        });
    }

    /** A first answer, and the request that it was given to. */
    record Kept(byte[] fingerprint, FirstAnswer answer) {}
}
