package carillon.api;

import carillon.platform.CarillonException;

/** As many readers follow logs on this member as it serves. */
final class TooManyFollowersException extends CarillonException {

    TooManyFollowersException(int most) {
        super("On this member " + most
                + " readers follow logs, as many as it serves (carillon.run.log-followers). Ask another "
                + "member, or read without follow.");
    }
}
