package carillon.run;

import carillon.platform.CarillonException;

/** A target speaks for an attempt that has ended: it does not count any more. */
public final class AttemptOverException extends CarillonException {

    AttemptOverException(String message) {
        super(message);
    }
}
