package carillon.run;

import carillon.platform.CarillonException;
import java.util.UUID;

/** Somebody speaks for an attempt without its token. */
public final class WrongTokenException extends CarillonException {

    public WrongTokenException(UUID run) {
        super("No attempt of run " + run
                + " has this token. Nothing was done. Send the Carillon-Token of the request that "
                + "the attempt began with.");
    }
}
