package carillon.job;

import carillon.platform.CarillonException;

/** There is no blackout of that name. */
public final class UnknownBlackoutException extends CarillonException {

    public UnknownBlackoutException(String name) {
        super("There is no blackout '" + name + "'. See GET /blackouts for those there are.");
    }
}
