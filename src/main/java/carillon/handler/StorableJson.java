package carillon.handler;

import carillon.platform.Json;

/** Writes results as JSON that PostgreSQL stores: it knows no NUL character, not even an escaped one. */
final class StorableJson {

    private static final String NUL = "\\u0000";

    private StorableJson() {}

    /**
     * The value as JSON, each NUL character replaced by U+FFFD; null for null.
     *
     * @throws RuntimeException when JSON-B cannot write it
     */
    static String write(Object value) {
        String json = Json.write(value);
        return json == null ? null : of(json);
    }

    /** The JSON text as PostgreSQL stores it. */
    static String of(String json) {
        return json.contains(NUL) ? withoutNul(json) : json;
    }

    /** Steps over whole escapes, so that an escaped backslash before {@code u0000} stays what it is. */
    private static String withoutNul(String json) {
        StringBuilder storable = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            int step = json.charAt(at) != '\\' ? 1 : json.startsWith(NUL, at) ? NUL.length() : 2;
            storable.append(step == NUL.length() ? "\uFFFD" : json.substring(at, at + step));
            at += step;
        }
        return storable.toString();
    }
}
