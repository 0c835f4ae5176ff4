package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Json;
import jakarta.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredDefinitionTest {

    private static final String LEAST =
            "\"name\":\"job\",\"handler\":{\"type\":\"bean\",\"name\":\"no-op\"},\"schedule\":{\"type\":\"now\"}";

    @Test
    void what_is_as_by_default_is_left_out_but_for_what_statements_ask_for() {
        JsonObject stored = stored(spec(LEAST));

        assertThat(stored.keySet())
                .containsExactlyInAnyOrder(
                        "name", "handler", "schedule", "retry", "limits", "concurrency", "retention");
        assertThat(stored.get("retry")).hasToString("{\"maxAttempts\":5}");
        assertThat(stored.get("limits")).hasToString("{}");
        assertThat(stored.getJsonObject("concurrency").getString("policy")).isEqualTo("skip");
        assertThat(stored.getJsonObject("concurrency").getInt("maxRuns")).isEqualTo(1);
        assertThat(stored.getString("retention")).isEqualTo("PT168H");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"queue\":\"slow\"",
                ",\"priority\":0",
                ",\"start\":\"2026-12-01T00:00:00Z\"",
                ",\"end\":\"2027-12-01T00:00:00.123456Z\"",
                ",\"maxRuns\":7",
                ",\"jitter\":\"PT2S\"",
                ",\"calendars\":[\"office\",\"holidays\"]",
                ",\"misfire\":{\"grace\":\"PT0S\"}",
                ",\"misfire\":{\"policy\":\"catch-up\"}",
                ",\"misfire\":{\"limit\":3}",
                ",\"concurrency\":{\"policy\":\"allow\"}",
                ",\"concurrency\":{\"maxRuns\":4,\"key\":\"$.customer\"}",
                ",\"retry\":{\"maxAttempts\":1}",
                ",\"retry\":{\"backoff\":\"PT0S\"}",
                ",\"retry\":{\"multiplier\":1}",
                ",\"retry\":{\"maxBackoff\":\"PT1H\"}",
                ",\"retry\":{\"jitter\":0}",
                ",\"retry\":{\"onCrash\":\"hold\"}",
                ",\"retry\":{\"on\":[\"timeout\"],\"except\":[\"503\"]}",
                ",\"limits\":{\"soft\":\"PT1M\"}",
                ",\"limits\":{\"hard\":\"PT1M\"}",
                ",\"limits\":{\"hard\":\"PT2H\"}",
                ",\"target\":{\"members\":\"all\",\"expire\":\"PT1H\"}",
                ",\"retention\":\"PT36H\"",
                ",\"tags\":[\"b\",\"a\"]"
            })
    void a_definition_reads_as_it_was(String more) {
        JobSpec spec = spec(LEAST + more);

        assertThat(Json.read(StoredDefinition.text(spec), JobSpec.class)).isEqualTo(spec);
    }

    @Test
    void the_payload_is_kept_apart() {
        assertThat(stored(spec(LEAST + ",\"payload\":{\"a\":1}")).keySet()).doesNotContain("payload");
    }

    /** A part that is new and not written would be lost. */
    @Test
    void every_part_of_a_definition_has_its_place() {
        assertThat(parts(StoredDefinition.class)).isEqualTo(parts(JobSpec.class, "payload"));
        assertThat(parts(StoredDefinition.Retry.class)).isEqualTo(parts(RetryPolicy.class));
        assertThat(parts(StoredDefinition.Limits.class)).isEqualTo(parts(TimeLimits.class));
    }

    private static List<String> parts(Class<? extends Record> type, String... without) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !List.of(without).contains(name))
                .toList();
    }

    private static JobSpec spec(String fields) {
        return Json.read("{" + fields + "}", JobSpec.class);
    }

    private static JsonObject stored(JobSpec spec) {
        return Json.value(StoredDefinition.text(spec)).asJsonObject();
    }
}
