package carillon.queue;

import carillon.platform.CarillonException;

/** Redis could not be reached or refused; the runs wait in the database and are handed out another way. */
public final class HandOffException extends CarillonException {

    public HandOffException(Throwable cause) {
        super(
                "Redis cannot be reached: " + cause.getMessage()
                        + ". Due runs go to the workers through the cluster until it is back.",
                cause);
    }
}
