package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonValue;

/**
 * Body of {@code POST /jobs/{id}/trigger}; may be left out.
 *
 * @param payload any JSON; null for the job's
 * @param priority 0 to 9, 9 first; null for the job's
 */
record TriggerRequest(JsonValue payload, Integer priority) {

    TriggerRequest {
        if (priority != null && (priority < 0 || priority > 9)) {
            throw InvalidFieldsException.of("priority", "is 0 to 9; 9 goes first");
        }
    }
}
