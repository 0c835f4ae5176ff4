package carillon.job;

import static carillon.test.JobSpecs.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.BeanHandlerSpec;
import carillon.handler.HttpHandlerSpec;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Json;
import carillon.test.TestStore;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobSpecTest {

    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
    private static final String LEAST = "\"name\":\"job\",\"handler\":{\"type\":\"bean\",\"name\":\"no-op\"}";
    private static final String NOW = ",\"schedule\":{\"type\":\"now\"}";

    @Test
    void a_payload_of_one_mib_is_taken_and_a_larger_one_refused() {
        aJob().payload(text(1024 * 1024 - 2)).build().requireValid();

        assertThatThrownBy(() -> aJob().payload(text(1024 * 1024 - 1)).build().requireValid())
                .isInstanceOf(InvalidFieldsException.class)
                .satisfies(refused -> assertThat(((InvalidFieldsException) refused).errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.field()).isEqualTo("payload"))
                        .satisfies(error -> assertThat(error.message()).contains("1,048,576 bytes")));
    }

    private static JsonValue text(int characters) {
        return jakarta.json.Json.createValue("x".repeat(characters));
    }

    @Test
    void what_is_left_out_has_the_defaults_of_the_contract() {
        JobSpec spec = read(LEAST + NOW);

        assertThat(spec.queue()).isEqualTo("default");
        assertThat(spec.priority()).isEqualTo(5);
        assertThat(spec.jitter()).isZero();
        assertThat(spec.misfire()).isEqualTo(new Misfire(Duration.ofSeconds(60), "coalesce", 100));
        assertThat(spec.concurrency()).isEqualTo(new Concurrency(1, "skip", null));
        assertThat(spec.retry())
                .isEqualTo(new RetryPolicy(
                        5, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(5), 0.2, "retry", null, null));
        assertThat(spec.limits()).isEqualTo(new TimeLimits(Duration.ofMinutes(25), Duration.ofMinutes(30)));
        assertThat(spec.target()).isEqualTo(new Target("any", null));
        assertThat(spec.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(spec.tags()).isEmpty();
        assertThat(spec.calendars()).isEmpty();
        assertThatCode(spec::requireValid).doesNotThrowAnyException();
    }

    @Test
    void a_short_hard_limit_shortens_the_soft_one_that_nobody_named() {
        assertThat(new TimeLimits(null, Duration.ofMinutes(2)).soft()).isEqualTo(Duration.ofMinutes(2));
    }

    static Stream<Arguments> faults() {
        String handler = ",\"handler\":{\"type\":\"bean\",\"name\":\"no-op\"}";
        String good = LEAST + NOW;
        return Stream.of(
                Arguments.of("\"name\":\"\"" + handler + NOW, "name"),
                Arguments.of("\"name\":\"" + "n".repeat(201) + "\"" + handler + NOW, "name"),
                Arguments.of("\"name\":\"job\"" + NOW, "handler"),
                Arguments.of("\"name\":\"job\",\"handler\":{\"type\":\"bean\"}" + NOW, "handler.name"),
                Arguments.of(LEAST, "schedule"),
                Arguments.of(LEAST + ",\"schedule\":{\"type\":\"once\"}", "schedule.at"),
                Arguments.of(LEAST + ",\"schedule\":{\"type\":\"interval\"}", "schedule.every"),
                Arguments.of(good + ",\"queue\":\"a b\"", "queue"),
                Arguments.of(good + ",\"queue\":\"\"", "queue"),
                Arguments.of(good + ",\"priority\":10", "priority"),
                Arguments.of(good + ",\"priority\":-1", "priority"),
                Arguments.of(good + ",\"start\":\"+1000000-01-01T00:00:00Z\"", "start"),
                Arguments.of(good + ",\"start\":\"1969-12-31T23:59:59Z\"", "start"),
                Arguments.of(good + ",\"end\":\"+1000000-01-01T00:00:00Z\"", "end"),
                Arguments.of(good + ",\"start\":\"2026-03-01T10:00:00Z\",\"end\":\"2026-03-01T10:00:00Z\"", "end"),
                Arguments.of(good + ",\"maxRuns\":0", "maxRuns"),
                Arguments.of(good + ",\"jitter\":\"PT-1S\"", "jitter"),
                Arguments.of(good + ",\"jitter\":\"PT24H1S\"", "jitter"),
                Arguments.of(
                        LEAST + ",\"schedule\":{\"type\":\"interval\",\"every\":\"PT1S\"},\"jitter\":\"PT2S\"",
                        "jitter"),
                Arguments.of(good + ",\"calendars\":[\"a\",\"a\"]", "calendars"),
                Arguments.of(good + ",\"retention\":\"PT0S\"", "retention"),
                Arguments.of(good + ",\"retention\":\"P3651D\"", "retention"),
                Arguments.of(good + ",\"tags\":[\"\"]", "tags"),
                Arguments.of(good + ",\"tags\":[\"" + "t".repeat(51) + "\"]", "tags"),
                Arguments.of(good + ",\"misfire\":{\"grace\":\"PT-1S\"}", "misfire.grace"),
                Arguments.of(good + ",\"misfire\":{\"policy\":\"catchup\"}", "misfire.policy"),
                Arguments.of(good + ",\"misfire\":{\"policy\":\"never\"}", "misfire.policy"),
                Arguments.of(good + ",\"misfire\":{\"limit\":0}", "misfire.limit"),
                Arguments.of(good + ",\"concurrency\":{\"maxRuns\":0}", "concurrency.maxRuns"),
                Arguments.of(good + ",\"concurrency\":{\"policy\":\"wait\"}", "concurrency.policy"),
                Arguments.of(good + ",\"concurrency\":{\"key\":\"$a\"}", "concurrency.key"),
                Arguments.of(good + ",\"concurrency\":{\"key\":\" \"}", "concurrency.key"),
                Arguments.of(good + ",\"concurrency\":{\"policy\":\"allow\",\"key\":\"a\"}", "concurrency.key"),
                Arguments.of(good + ",\"retry\":{\"maxAttempts\":0}", "retry.maxAttempts"),
                Arguments.of(good + ",\"retry\":{\"backoff\":\"PT-1S\"}", "retry.backoff"),
                Arguments.of(good + ",\"retry\":{\"multiplier\":0.5}", "retry.multiplier"),
                Arguments.of(good + ",\"retry\":{\"maxBackoff\":\"P31D\"}", "retry.maxBackoff"),
                Arguments.of(good + ",\"retry\":{\"jitter\":1.1}", "retry.jitter"),
                Arguments.of(good + ",\"retry\":{\"onCrash\":\"wait\"}", "retry.onCrash"),
                Arguments.of(good + ",\"limits\":{\"hard\":\"PT0S\"}", "limits.soft"),
                Arguments.of(good + ",\"limits\":{\"hard\":\"P31D\"}", "limits.hard"),
                Arguments.of(good + ",\"limits\":{\"soft\":\"PT2S\",\"hard\":\"PT1S\"}", "limits.soft"),
                Arguments.of(good + ",\"target\":{\"members\":\" \"}", "target.members"),
                Arguments.of(good + ",\"target\":{\"members\":\"*\"}", "target.members"),
                Arguments.of(good + ",\"target\":{\"expire\":\"PT1H\"}", "target.expire"),
                Arguments.of(good + ",\"target\":{\"members\":\"all\",\"expire\":\"PT0S\"}", "target.expire"),
                Arguments.of(
                        good.replace(
                                        "{\"type\":\"now\"}",
                                        "{\"type\":\"interval\",\"every\":\"PT1S\",\"mode\":\"fixed-delay\"}")
                                + ",\"target\":{\"members\":\"all\"}",
                        "target.members"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_does_not_hold_is_named_by_its_path(String json, String field) {
        JobSpec spec = read(json);

        assertThatThrownBy(spec::requireValid).isInstanceOfSatisfying(InvalidFieldsException.class, e -> {
            assertThat(e.errors()).extracting(FieldError::field).contains(field);
            assertThat(e.errors()).extracting(FieldError::message).noneMatch(String::isBlank);
        });
    }

    @Test
    void everything_that_does_not_hold_is_named_at_once() {
        JobSpec spec = read(NOW.substring(1) + ",\"priority\":10,\"retry\":{\"jitter\":2}");

        assertThatThrownBy(spec::requireValid)
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("name", "priority", "handler", "retry.jitter"));
    }

    @Test
    void the_start_itself_may_be_an_instant_and_nothing_before_it() {
        Instant start = CREATED.plusSeconds(100);
        JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(30), null))
                .start(start)
                .build();

        assertThat(spec.nextInstant(CREATED, CREATED)).contains(start);
        assertThat(spec.nextInstant(start, CREATED)).contains(start.plusSeconds(30));
    }

    @Test
    void the_end_is_no_instant_and_nothing_after_it() {
        JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(30), null))
                .end(CREATED.plusSeconds(60))
                .build();

        assertThat(spec.nextInstant(CREATED, CREATED)).contains(CREATED.plusSeconds(30));
        assertThat(spec.nextInstant(CREATED.plusSeconds(30), CREATED)).isEmpty();
    }

    @Test
    void a_job_of_now_has_its_instant_at_its_creation_or_its_start() {
        assertThat(aJob().build().nextInstant(CREATED.minusNanos(1_000), CREATED))
                .contains(CREATED);
        assertThat(aJob().start(CREATED.plusSeconds(9)).build().nextInstant(CREATED, CREATED))
                .contains(CREATED.plusSeconds(9));
    }

    @Test
    void a_definition_comes_back_from_the_database_as_it_was() {
        JobSpec spec = read(
                """
                "name":"nightly ü","queue":"slow","priority":9,
                "handler":{"type":"http","url":"https://example.org/hook","method":"PUT","headers":{"X-B":"2","X-A":"1"},
                           "timeout":"PT30S"},
                "schedule":{"type":"cron","expression":"0 30 2 * * *","zone":"Asia/Kolkata","gap":"skip","overlap":"both"},
                "start":"2026-12-01T00:00:00Z","end":"2027-12-01T00:00:00.123456Z","maxRuns":7,
                "misfire":{"grace":"PT5S","policy":"skip","limit":3},"concurrency":{"maxRuns":4,"policy":"allow"},
                "retry":{"maxAttempts":3,"backoff":"PT0.5S","multiplier":1.5,"maxBackoff":"PT1M","jitter":0.0,
                         "onCrash":"fail"},
                "limits":{"soft":"PT1M","hard":"PT2M"},"retention":"PT36H","tags":["b","a"]""");
        TestStore store = TestStore.empty();
        store.job(spec, CREATED, null);

        String stored = (String) store.value("select spec::text from job");

        assertThat(stored).as("in an order of its own").doesNotStartWith("{\"name\"");
        assertThat(Json.read(stored, JobSpec.class)).isEqualTo(spec);
        assertThat(spec.handler()).isInstanceOf(HttpHandlerSpec.class);
    }

    @Test
    void the_payload_is_stored_apart() {
        JobSpec spec = read(LEAST + NOW + ",\"payload\":{\"any\":\"json\"}");

        assertThat(spec.withoutPayload().payload()).isNull();
        assertThat(spec.withoutPayload().handler()).isEqualTo(new BeanHandlerSpec("no-op"));
        assertThat(read(LEAST + NOW + ",\"payload\":null").payload()).isNull();
    }

    @Test
    void lists_are_copies() {
        List<String> tags = new java.util.ArrayList<>(List.of("a"));
        JobSpec spec = new JobSpec(
                "job", null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                tags);

        tags.add("b");

        assertThat(spec.tags()).containsExactly("a");
    }

    private static JobSpec read(String fields) {
        return Json.read("{" + fields + "}", JobSpec.class);
    }

    @Test
    void an_interval_that_does_not_hold_says_nothing_of_jitter() {
        JobSpec spec = aJob().schedule(new IntervalSchedule(Duration.ofSeconds(-1), null))
                .build();

        assertThatThrownBy(spec::requireValid)
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactly("schedule.every"));
    }
}
