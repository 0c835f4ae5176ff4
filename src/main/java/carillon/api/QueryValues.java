package carillon.api;

import carillon.platform.InvalidFieldsException;
import carillon.run.BatchPosition;
import carillon.run.LedgerPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Turns the values of query parameters into what they mean, and collects those that mean nothing. */
final class QueryValues {

    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 100;

    private static final int DEFAULT_COUNT = 10;
    private static final String COUNT = "is 1 to " + LARGEST_LIMIT;
    private static final Duration LONGEST_RANGE = Duration.ofDays(366);
    private static final String NO_CURSOR = "is none that this list gave: pass the next of a page as it is";

    private final FieldErrors errors = new FieldErrors();

    /** Null for null, as everywhere here: the parameter was not given. */
    <E extends Enum<E>> E oneOf(Class<E> type, String name, String value) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        String word = oneOf(names, name, value);
        return word == null ? null : Enum.valueOf(type, word);
    }

    String oneOf(List<String> words, String name, String value) {
        return read(
                name,
                value,
                text -> words.contains(text) ? text : null,
                "is one of " + String.join(", ", words) + (value == null ? "" : Nearest.hint(value, words)));
    }

    UUID id(String name, String value) {
        return read(name, value, Cursor::id, "expects an id such as 0190a5d2-7c1e-7b3a-9f00-3c6f1a2b4d5e");
    }

    Instant instant(String name, String value) {
        return read(name, value, ScalarShape::instant, value == null ? null : ScalarShape.instantProblem(value));
    }

    int limit(String value) {
        return whole("limit", value, DEFAULT_LIMIT, LARGEST_LIMIT);
    }

    /** 1 to {@code most}; {@code usual} when it was not given. */
    int whole(String name, String value, int usual, int most) {
        return whole(name, value, usual, 1, most);
    }

    /** {@code least} to {@code most}; {@code usual} when it was not given. */
    int whole(String name, String value, int usual, int least, int most) {
        String bounds = "is " + least + " to " + most;
        Integer number = read(name, value, Integer::valueOf, bounds);
        if (number == null) {
            return usual;
        }
        if (number < least || number > most) {
            errors.add(FieldPath.ROOT.field(name), bounds);
        }
        return number;
    }

    /**
     * How many firings of an edit's preview, 1 to 100.
     *
     * @param value null for 10
     */
    static int count(String value) {
        QueryValues values = new QueryValues();
        Integer count = values.read("count", value, Integer::valueOf, COUNT);
        if (count != null && (count < 1 || count > LARGEST_LIMIT)) {
            values.errors.add(FieldPath.ROOT.field("count"), COUNT);
        }
        values.requireSound();
        return count == null ? DEFAULT_COUNT : count;
    }

    /** What the page starts after. */
    String after(String cursor) {
        return read("cursor", cursor, Cursor::last, NO_CURSOR);
    }

    <T> T required(String name, T value) {
        if (value == null && !errors.has(name)) {
            errors.add(FieldPath.ROOT.field(name), "is required");
        }
        return value;
    }

    /** A part of time, neither empty nor longer than is looked at in one call. */
    void range(Instant from, Instant to) {
        if (from != null && to != null) {
            if (!from.isBefore(to)) {
                errors.add(FieldPath.ROOT.field("to"), "must be after from");
            } else if (Duration.between(from, to).compareTo(LONGEST_RANGE) > 0) {
                errors.add(FieldPath.ROOT.field("to"), "is at most 366 days after from: ask for a shorter range");
            }
        }
    }

    /** How far a reader of the ledger has come. */
    LedgerPosition position(String cursor) {
        return read("cursor", cursor, text -> LedgerPosition.of(Cursor.last(text)), NO_CURSOR);
    }

    /** How far a reader of batches has come. */
    BatchPosition batch(String cursor) {
        return read("cursor", cursor, text -> BatchPosition.of(Cursor.last(text)), NO_CURSOR);
    }

    /** What the page starts after, in lists of things that have ids. */
    UUID afterId(String cursor) {
        return read("cursor", cursor, text -> Cursor.id(Cursor.last(text)), NO_CURSOR);
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
