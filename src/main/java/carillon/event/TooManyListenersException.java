package carillon.event;

import carillon.platform.CarillonException;

/** This member has as many listeners as it takes. */
public final class TooManyListenersException extends CarillonException {

    public TooManyListenersException(int most) {
        super("This member has " + most + " listeners, which is as many as it takes (carillon.events.listeners)."
                + " Listen at another member, or try again later.");
    }
}
