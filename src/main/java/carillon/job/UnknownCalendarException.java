package carillon.job;

import carillon.platform.CarillonException;

/** The tenant has no calendar of that name. */
public final class UnknownCalendarException extends CarillonException {

    public UnknownCalendarException(String name) {
        super("There is no calendar '" + name + "'. See GET /calendars for those there are.");
    }
}
