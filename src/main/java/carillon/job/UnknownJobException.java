package carillon.job;

import carillon.platform.CarillonException;
import java.util.UUID;

/** There is no job of that id in the caller's tenant. */
public final class UnknownJobException extends CarillonException {

    public UnknownJobException(UUID id) {
        super("There is no job " + id + ". It may have been deleted: GET /api/v1/jobs lists those there are.");
    }
}
