package carillon.handler;

/** A failure that another attempt cannot mend: the run fails at once. */
public class PermanentFailureException extends Exception {

    public PermanentFailureException(String message) {
        super(message);
    }

    public PermanentFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
