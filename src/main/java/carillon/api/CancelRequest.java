package carillon.api;

import carillon.platform.InvalidFieldsException;

/**
 * Body of {@code POST /runs/{id}/cancel}; may be left out.
 *
 * @param reason at most 500 characters; null for none
 */
record CancelRequest(String reason) {

    private static final int LONGEST_REASON = 500;

    CancelRequest {
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw InvalidFieldsException.of("reason", "takes at most " + LONGEST_REASON + " characters");
        }
    }
}
