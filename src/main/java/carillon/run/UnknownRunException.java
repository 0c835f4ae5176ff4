package carillon.run;

import carillon.platform.CarillonException;
import java.util.UUID;

/** There is no run of that id in the caller's tenant. */
public final class UnknownRunException extends CarillonException {

    public UnknownRunException(UUID id) {
        super("There is no run " + id + ". It may be past its retention: GET /api/v1/runs lists those that are kept.");
    }
}
