package carillon.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Reads the secret that all members of the cluster share, once. */
@ApplicationScoped
public class SecretRepository {

    private final Database database;
    private volatile byte[] secret;

    /** For the container's proxy. */
    protected SecretRepository() {
        this(null);
    }

    @Inject
    public SecretRepository(Database database) {
        this.database = database;
    }

    /** At least 32 random bytes; the caller leaves them as they are. */
    public byte[] secret() {
        if (secret == null) {
            secret = database.relaxed(connection -> {
                try (PreparedStatement statement = connection.prepareStatement("select secret from cluster_secret");
                        ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getBytes(1);
                }
            });
        }
        return secret;
    }
}
