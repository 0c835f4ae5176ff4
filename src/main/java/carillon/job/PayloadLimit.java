package carillon.job;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;

/** How large a payload may be. */
public final class PayloadLimit {

    /** Of JSON without blanks between its parts, in UTF-8. */
    static final int BYTES = 1024 * 1024;

    /** What is said of a larger one. */
    public static final String RULE =
            "takes at most 1,048,576 bytes of JSON (1 MiB): keep what is larger elsewhere, and name it";

    private PayloadLimit() {}

    /**
     * @param payload null for none
     */
    public static boolean holds(JsonValue payload) {
        return payload == null || payload.toString().getBytes(StandardCharsets.UTF_8).length <= BYTES;
    }
}
