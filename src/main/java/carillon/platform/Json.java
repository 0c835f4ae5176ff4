package carillon.platform;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;

/** The JSON form of what is stored: JSON-B with its defaults, nulls left out. */
public final class Json {

    private static final Jsonb JSONB = JsonbBuilder.create();

    private Json() {}

    /** Null gives null. The value's own class decides: a sealed type must be a component of a record to keep its type. */
    public static String write(Object value) {
        return value == null ? null : JSONB.toJson(value);
    }

    /** Null gives null. */
    public static JsonValue value(String text) {
        return text == null ? null : JSONB.fromJson(text, JsonValue.class);
    }

    /** Null gives null. */
    public static <T> T read(String text, Class<T> type) {
        return text == null ? null : JSONB.fromJson(text, type);
    }
}
