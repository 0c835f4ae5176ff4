package carillon.api;

import carillon.platform.InvalidFieldsException;
import java.time.Instant;

/**
 * Body of {@code POST /jobs/{id}/pause}; may be left out.
 *
 * @param reason at most 500 characters; null for none
 * @param until when the pause ends by itself; null for until resumed
 */
record PauseRequest(String reason, Instant until) {

    private static final int LONGEST_REASON = 500;

    PauseRequest {
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw InvalidFieldsException.of("reason", "takes at most " + LONGEST_REASON + " characters");
        }
    }
}
