package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StrictJsonReaderPropertyTest {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonValue JOB = JsonTree.parse(Bodies.JOB, new FieldErrors());
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-1",
            "0",
            "99999999999999999999",
            "1e-300",
            "\"\"",
            "\" \"",
            "\"PT0S\"",
            "\"-PT5S\"",
            "\"P36500D\"",
            "\"1970-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\"2026-13-01T00:00:00Z\"",
            "\"0 0 31 2 *\"",
            "\"skip\"",
            "\"\\ud83d\\ude00\"",
            "[]",
            "[null]",
            "[[]]",
            "{}",
            "{\"type\":\"once\"}",
            "{\"type\":null}",
            "{\"\":{}}");

    @Property(tries = 3_000)
    void a_job_with_other_values_is_read_or_its_fields_are_named(@ForAll("mutants") String body) {
        readOrRefuse(body);
    }

    @Property(tries = 3_000)
    void a_job_with_other_characters_is_read_or_refused(@ForAll("typos") String body) {
        try {
            readOrRefuse(body);
        } catch (MalformedBodyException e) {
            assertThat(e.getMessage()).startsWith("The body ");
        }
    }

    private static void readOrRefuse(String body) {
        try {
            Bodies.readJob(body).requireValid();
        } catch (InvalidFieldsException e) {
            assertThat(e.errors()).isNotEmpty().allSatisfy(error -> {
                assertThat(error.field()).isNotBlank();
                assertThat(error.message()).isNotBlank();
            });
        }
    }

    @Provide
    Arbitrary<String> mutants() {
        return Arbitraries.randomValue(random -> {
            JsonValue body = JOB;
            for (int i = random.nextInt(4); i >= 0; i--) {
                body = mutated(body, random);
            }
            return body.toString();
        });
    }

    private static JsonValue mutated(JsonValue value, Random random) {
        if (value instanceof JsonObject object && !object.isEmpty() && random.nextInt(10) > 0) {
            return mutatedField(object, random);
        }
        if (value instanceof JsonArray array && !array.isEmpty() && random.nextInt(4) > 0) {
            int index = random.nextInt(array.size());
            return JSON.createArrayBuilder(array)
                    .set(index, mutated(array.get(index), random))
                    .build();
        }
        return odd(random);
    }

    private static JsonValue mutatedField(JsonObject object, Random random) {
        String name = List.copyOf(object.keySet()).get(random.nextInt(object.size()));
        return switch (random.nextInt(6)) {
            case 0 -> JSON.createObjectBuilder(object).remove(name).build();
            case 1 ->
                JSON.createObjectBuilder(object)
                        .add(name + (char) ('a' + random.nextInt(26)), odd(random))
                        .build();
            default ->
                JSON.createObjectBuilder(object)
                        .add(name, mutated(object.get(name), random))
                        .build();
        };
    }

    private static JsonValue odd(Random random) {
        return JsonTree.parse(ODD.get(random.nextInt(ODD.size())), new FieldErrors());
    }

    @Provide
    Arbitrary<String> typos() {
        return Arbitraries.randomValue(random -> {
            StringBuilder body = new StringBuilder(Bodies.JOB);
            for (int i = random.nextInt(3); i >= 0 && body.length() > 0; i--) {
                int at = random.nextInt(body.length());
                switch (random.nextInt(4)) {
                    case 0 -> body.deleteCharAt(at);
                    case 1 -> body.setCharAt(at, "{}[]\",:0e-.\\nu \u0000\ud800".charAt(random.nextInt(17)));
                    case 2 -> body.insert(at, "{}[]\",:0e-.\\nu \u0000é".charAt(random.nextInt(17)));
                    default -> body.setLength(Math.max(1, at));
                }
            }
            return body.toString();
        });
    }
}
