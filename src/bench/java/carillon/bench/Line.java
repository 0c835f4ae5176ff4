package carillon.bench;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** One line of results, filled in order. */
final class Line {

    private final Map<String, JsonValue> fields = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final String measure;

    Line(String measure) {
        this.measure = measure;
    }

    String measure() {
        return measure;
    }

    Line with(String name, String value) {
        fields.put(name, Json.createValue(value));
        return this;
    }

    Line with(String name, long value) {
        numbers.put(name, (double) value);
        fields.put(name, Json.createValue(value));
        return this;
    }

    /** Three digits after the point. */
    Line with(String name, double value) {
        numbers.put(name, value);
        fields.put(name, Json.createValue(BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP)));
        return this;
    }

    Line with(String name, JsonValue value) {
        fields.put(name, value);
        return this;
    }

    /** As it was given, with all its digits; empty when there is no such number. */
    OptionalDouble number(String name) {
        return numbers.containsKey(name) ? OptionalDouble.of(numbers.get(name)) : OptionalDouble.empty();
    }

    /** {@code p50Ms}, {@code p95Ms}, {@code p99Ms}, {@code maxMs}. */
    Line with(Times times) {
        return with("p50Ms", times.millis(50))
                .with("p95Ms", times.millis(95))
                .with("p99Ms", times.millis(99))
                .with("maxMs", times.maxMillis());
    }

    JsonObject fields() {
        JsonObjectBuilder built = Json.createObjectBuilder();
        fields.forEach(built::add);
        return built.build();
    }
}
