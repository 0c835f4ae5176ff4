package carillon.api;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** A single value: text, a number, a yes or no, an id, a moment, a length of time, one of an enum's constants. */
final class ScalarShape implements Shape {

    private static final String EXPECTED_INSTANT = "expects an RFC 3339 instant such as 2026-12-01T00:00:00Z";
    private static final String INSTANT_YEARS = "must lie in the years 1970 to 9999";
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int LONGEST_ECHO = 60;
    private static final Map<Class<?>, Shape> ALL = Map.of(
            String.class,
            new ScalarShape("expects a string", value -> value instanceof JsonString text ? text.getString() : null),
            Integer.class,
            new ScalarShape("expects a whole number", ScalarShape::whole),
            Boolean.class,
            new ScalarShape(
                    "expects true or false",
                    value -> value == JsonValue.TRUE ? Boolean.TRUE : value == JsonValue.FALSE ? Boolean.FALSE : null),
            Double.class,
            new ScalarShape(
                    "expects a number", value -> value instanceof JsonNumber number ? number.doubleValue() : null),
            UUID.class,
            new ScalarShape("expects an id", value -> value instanceof JsonString text ? id(text.getString()) : null),
            Instant.class,
            new ScalarShape(
                    EXPECTED_INSTANT, value -> value instanceof JsonString text ? instant(text.getString()) : null),
            Duration.class,
            new ScalarShape(
                    "expects an ISO-8601 duration such as PT30S, of at most 100 years",
                    value -> value instanceof JsonString text ? duration(text.getString()) : null));

    private final String expectation;
    private final Function<JsonValue, Object> reading;

    private ScalarShape(String expectation, Function<JsonValue, Object> reading) {
        this.expectation = expectation;
        this.reading = reading;
    }

    static Shape of(Class<?> type) {
        if (type.isEnum()) {
            return word(type.getEnumConstants());
        }
        Shape shape = ALL.get(type);
        if (shape == null) {
            throw new IllegalStateException("No request can hold a " + type.getName() + ".");
        }
        return shape;
    }

    /** By the constants' names. */
    private static Shape word(Object[] constants) {
        Map<String, Object> words = new LinkedHashMap<>();
        for (Object constant : constants) {
            words.put(constant.toString(), constant);
        }
        return new ScalarShape(
                "expects one of " + String.join(", ", words.keySet()),
                value -> value instanceof JsonString text ? words.get(text.getString()) : null);
    }

    @Override
    public Object read(JsonValue value, FieldPath at, FieldErrors errors) {
        Object result = reading.apply(value);
        if (result == null) {
            boolean outside = expectation.equals(EXPECTED_INSTANT)
                    && value instanceof JsonString text
                    && moment(text.getString()) != null;
            errors.add(at, outside ? INSTANT_YEARS : expectation + ", not " + found(value));
        }
        return result;
    }

    /** What is wrong with a text that is no instant. */
    static String instantProblem(String text) {
        return moment(text) == null ? EXPECTED_INSTANT : INSTANT_YEARS;
    }

    private static String found(JsonValue value) {
        if (value instanceof JsonString text && text.getChars().length() <= LONGEST_ECHO) {
            return "'" + text.getString() + "'";
        }
        return value instanceof JsonNumber ? value.toString() : Shape.kindOf(value);
    }

    /** With any offset, kept to the microsecond; null when it is no instant of the years 1970 to 9999. */
    static Instant instant(String text) {
        OffsetDateTime moment = moment(text);
        Instant instant = moment == null ? null : moment.toInstant().truncatedTo(ChronoUnit.MICROS);
        return instant != null && instant.getEpochSecond() >= 0 && moment.getYear() <= 9999 ? instant : null;
    }

    /** Null when it is no RFC 3339 text, whose years have four digits. */
    private static OffsetDateTime moment(String text) {
        try {
            return text.startsWith("+") || text.startsWith("-") ? null : OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            boolean sane = duration.compareTo(LONGEST) <= 0 && duration.compareTo(LONGEST.negated()) >= 0;
            return sane ? duration : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Integer whole(JsonValue value) {
        try {
            return value instanceof JsonNumber number ? number.bigDecimalValue().intValueExact() : null;
        } catch (ArithmeticException e) {
            return null;
        }
    }
}
