package carillon.run;

import carillon.platform.CarillonException;

/** What was asked of a run does not go with its state; nothing was changed. */
public final class RunStateException extends CarillonException {

    RunStateException(String message) {
        super(message);
    }
}
