package carillon.api;

import carillon.platform.InvalidFieldsException;

/**
 * Body of {@code POST /runs/{id}/heartbeat}; may be left out.
 *
 * @param progress 0 to 1; null when it tells nothing of it
 * @param message one line for people, cut to 500 characters; null for none
 * @param token of the attempt, unless the header Carillon-Token has it
 */
record HeartbeatRequest(Double progress, String message, String token) {

    HeartbeatRequest {
        if (progress != null && !(progress >= 0 && progress <= 1)) {
            throw InvalidFieldsException.of("progress", "is 0 to 1");
        }
    }
}
