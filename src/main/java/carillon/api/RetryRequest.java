package carillon.api;

import carillon.job.PayloadLimit;
import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonValue;

/**
 * Body of {@code POST /runs/{id}/retry}; may be left out.
 *
 * @param payload any JSON of at most 1 MiB in place of the one it had; null for the same
 */
record RetryRequest(JsonValue payload) {

    RetryRequest {
        if (!PayloadLimit.holds(payload)) {
            throw InvalidFieldsException.of("payload", PayloadLimit.RULE);
        }
    }
}
