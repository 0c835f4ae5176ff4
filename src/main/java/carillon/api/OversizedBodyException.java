package carillon.api;

import carillon.platform.CarillonException;

/** The body of a request is longer than its kind may be; the rest of it was not read. */
final class OversizedBodyException extends CarillonException {

    OversizedBodyException(long largest) {
        super("The body is longer than the " + largest + " bytes that are taken here. Send less, or split it.");
    }
}
