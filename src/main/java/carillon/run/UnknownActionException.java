package carillon.run;

import carillon.platform.CarillonException;
import java.util.UUID;

/** There is no action of that id in the caller's tenant. */
public final class UnknownActionException extends CarillonException {

    public UnknownActionException(UUID id) {
        super("There is no action " + id + ". Actions are kept for a week after they have ended.");
    }
}
