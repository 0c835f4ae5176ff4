package carillon.api;

import carillon.platform.InvalidFieldsException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Turns the values of query parameters into what they mean, and collects those that mean nothing. */
final class QueryValues {

    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 100;

    private final FieldErrors errors = new FieldErrors();

    /** Null for null, as everywhere here: the parameter was not given. */
    <E extends Enum<E>> E oneOf(Class<E> type, String name, String value) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        return read(
                name,
                value,
                text -> Enum.valueOf(type, text),
                "is one of " + String.join(", ", names) + (value == null ? "" : Nearest.hint(value, names)));
    }

    UUID id(String name, String value) {
        return read(name, value, Cursor::id, "expects an id such as 0190a5d2-7c1e-7b3a-9f00-3c6f1a2b4d5e");
    }

    Instant instant(String name, String value) {
        return read(name, value, ScalarShape::instant, ScalarShape.EXPECTED_INSTANT);
    }

    int limit(String value) {
        return whole("limit", value, DEFAULT_LIMIT, LARGEST_LIMIT);
    }

    /** 1 to {@code most}; {@code usual} when it was not given. */
    int whole(String name, String value, int usual, int most) {
        Integer number = read(name, value, Integer::valueOf, "is 1 to " + most);
        if (number == null) {
            return usual;
        }
        if (number < 1 || number > most) {
            errors.add(FieldPath.ROOT.field(name), "is 1 to " + most);
        }
        return number;
    }

    /** What the page starts after. */
    String after(String cursor) {
        return read("cursor", cursor, Cursor::last, "is none that this list gave: pass the next of a page as it is");
    }

    /** What the page starts after, in lists of things that have ids. */
    UUID afterId(String cursor) {
        return read(
                "cursor",
                cursor,
                text -> Cursor.id(Cursor.last(text)),
                "is none that this list gave: pass the next of a page as it is");
    }

    private <T> T read(String name, String value, Function<String, T> reading, String expectation) {
        try {
            T result = value == null ? null : reading.apply(value);
            if (value != null && result == null) {
                errors.add(FieldPath.ROOT.field(name), expectation);
            }
            return result;
        } catch (IllegalArgumentException e) {
            errors.add(FieldPath.ROOT.field(name), expectation);
            return null;
        }
    }

    /**
     * @throws InvalidFieldsException when a value meant nothing
     */
    void requireSound() {
        errors.requireNone();
    }
}
