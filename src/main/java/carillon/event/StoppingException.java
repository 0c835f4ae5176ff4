package carillon.event;

import carillon.platform.CarillonException;

/** This member stops, and takes no listeners any more. */
public final class StoppingException extends CarillonException {

    public StoppingException() {
        super("This member stops. Listen at another member; with the same Last-Event-ID nothing is missed.");
    }
}
