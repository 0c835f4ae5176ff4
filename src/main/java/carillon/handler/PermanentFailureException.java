package carillon.handler;

/**
 * A failure that another attempt cannot mend: the run fails at once. Unchecked, so that it crosses lambdas and rolls
 * back the transaction it leaves; it is found among the causes of what a {@link JobHandler} throws, too.
 */
public class PermanentFailureException extends RuntimeException {

    public PermanentFailureException(String message) {
        super(message);
    }

    public PermanentFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
