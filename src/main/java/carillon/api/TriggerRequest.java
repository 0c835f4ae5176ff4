package carillon.api;

import carillon.job.PayloadLimit;
import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonValue;

/**
 * Body of {@code POST /jobs/{id}/trigger}; may be left out.
 *
 * @param payload any JSON of at most 1 MiB; null for the job's
 * @param priority 0 to 9, 9 first; null for the job's
 */
record TriggerRequest(JsonValue payload, Integer priority) {

    TriggerRequest {
        if (priority != null && (priority < 0 || priority > 9)) {
            throw InvalidFieldsException.of("priority", "is 0 to 9; 9 goes first");
        }
        if (!PayloadLimit.holds(payload)) {
            throw InvalidFieldsException.of("payload", PayloadLimit.RULE);
        }
    }
}
