package carillon.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Where the next page of a list starts, in a form that callers pass back and do not look into. */
final class Cursor {

    private Cursor() {}

    /** Null for null: the list has ended. */
    static String of(String last) {
        return last == null
                ? null
                : Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalArgumentException when no list gave it
     */
    static String last(String cursor) {
        String last = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        if (!cursor.equals(of(last)) || Characters.problem(last) != null) {
            throw new IllegalArgumentException("not a cursor");
        }
        return last;
    }

    /**
     * @throws IllegalArgumentException when it is not an id in its usual form
     */
    static UUID id(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not an id");
        }
        return id;
    }
}
