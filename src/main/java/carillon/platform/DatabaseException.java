package carillon.platform;

import java.sql.SQLException;

/** PostgreSQL refused a statement of ours; the transaction did nothing. */
public final class DatabaseException extends CarillonException {

    private final String sqlState;

    public DatabaseException(SQLException cause) {
        super("The database refused a statement (" + cause.getSQLState() + "): " + cause.getMessage(), cause);
        this.sqlState = cause.getSQLState();
    }

    /** PostgreSQL's five-character code; null when the driver gave none. */
    public String sqlState() {
        return sqlState;
    }
}
