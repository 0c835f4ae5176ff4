package carillon.run;

import carillon.platform.CarillonException;
import java.util.UUID;

/** There is no batch of that id in the caller's tenant. */
public final class UnknownBatchException extends CarillonException {

    public UnknownBatchException(UUID id) {
        super("There is no batch " + id + ". It goes with the last of its runs, when they are past their retention.");
    }
}
