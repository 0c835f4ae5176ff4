package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;

/**
 * Body of {@code POST /runs/{id}/succeed}; may be left out.
 *
 * @param result any JSON of at most 64 KiB; null for none
 * @param token of the attempt, unless the header Carillon-Token has it
 */
record SucceedRequest(JsonValue result, String token) {

    private static final int LONGEST_RESULT = 64 * 1024;

    SucceedRequest {
        if (result != null && result.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_RESULT) {
            throw InvalidFieldsException.of("result", "takes at most 64 KiB of JSON");
        }
    }

    /** JSON text; null for none. */
    String resultText() {
        return result == null ? null : result.toString();
    }
}
