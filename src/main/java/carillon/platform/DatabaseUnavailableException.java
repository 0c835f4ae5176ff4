package carillon.platform;

/** PostgreSQL cannot be reached, or did not answer in time; what was asked for may be asked again. */
public final class DatabaseUnavailableException extends CarillonException {

    public DatabaseUnavailableException(Throwable cause) {
        super(
                "The database cannot be reached or did not answer in time; nothing is known to be stored. Try again.",
                cause);
    }
}
