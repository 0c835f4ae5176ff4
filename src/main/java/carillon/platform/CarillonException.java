package carillon.platform;

/** Root of every exception that a caller of Carillon can act on; its message says what happened and what to do. */
public abstract class CarillonException extends RuntimeException {

    protected CarillonException(String message) {
        super(message);
    }

    protected CarillonException(String message, Throwable cause) {
        super(message, cause);
    }
}
