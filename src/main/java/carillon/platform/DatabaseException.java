package carillon.platform;

import java.sql.SQLException;
import java.util.Set;

/** PostgreSQL refused a statement of ours; the transaction did nothing. */
public final class DatabaseException extends CarillonException {

    private static final Set<String> PASSING = Set.of("25", "40", "53", "55", "57", "58");

    private final String sqlState;

    public DatabaseException(SQLException cause) {
        super("The database refused a statement (" + cause.getSQLState() + "): " + cause.getMessage(), cause);
        this.sqlState = cause.getSQLState();
    }

    /** PostgreSQL's five-character code; null when the driver gave none. */
    public String sqlState() {
        return sqlState;
    }

    /**
     * True when the same statement may succeed another time (a deadlock, a cancelled statement, a full disk); everything else
     * is refused each time. By the first two characters of PostgreSQL's code: 25 and 40 transaction, 53 resources, 55 locks,
     * 57 operator, 58 system.
     */
    public boolean passes() {
        return sqlState == null || PASSING.contains(sqlState.substring(0, 2));
    }
}
