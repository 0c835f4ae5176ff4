package carillon.api;

import carillon.platform.CarillonException;

/** An Idempotency-Key was used for another request within a day; nothing was stored. */
final class TakenKeyException extends CarillonException {

    TakenKeyException() {
        super("This Idempotency-Key came with another request within the last 24 hours. Nothing was stored. Send each "
                + "new request with a key of its own, and a repeated one as it was.");
    }
}
