package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.handler.HttpHandlerSpec;
import carillon.job.CronSchedule;
import carillon.job.JobSpec;
import carillon.job.OnceSchedule;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.platform.Json;
import jakarta.json.JsonValue;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonReaderTest {

    @Test
    void a_whole_job_is_read() {
        // when
        JobSpec spec = Bodies.readJob(Bodies.JOB);

        // then
        spec.requireValid();
        assertThat(spec.name()).isEqualTo("nightly-report");
        assertThat(spec.handler())
                .isEqualTo(new HttpHandlerSpec(
                        "https://example.org/hook",
                        "POST",
                        Map.of("X-Team", "data"),
                        Duration.ofSeconds(30),
                        null,
                        0,
                        null));
        assertThat(((CronSchedule) spec.schedule()).zone()).isEqualTo("Asia/Kolkata");
        assertThat(spec.start()).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(spec.end()).isNull();
        assertThat(spec.maxRuns()).isEqualTo(3);
        assertThat(spec.retry().multiplier()).isEqualTo(2.0);
        assertThat(spec.payload().asJsonObject().getJsonArray("any")).hasSize(6);
        assertThat(spec.tags()).containsExactly("report");
    }

    @Test
    void a_job_is_read_as_the_store_reads_it() {
        assertThat(Bodies.readJob(Bodies.JOB)).isEqualTo(Json.read(Bodies.JOB, JobSpec.class));
    }

    @Test
    void what_is_left_out_or_null_takes_its_default() {
        // given
        JobSpec absent = Bodies.readJob(Bodies.job(""));

        // when
        JobSpec given = Bodies.readJob(
                Bodies.job(
                        """
                "queue": null, "priority": null, "payload": null, "start": null, "end": null, "maxRuns": null,
                "jitter": null, "calendars": null, "misfire": null, "concurrency": null, "retry": null,
                "limits": null, "target": null, "retention": null, "tags": null"""));

        // then
        assertThat(given).isEqualTo(absent);
        assertThat(absent.payload()).isNull();
        assertThat(absent.priority()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"shedule\": 1 | shedule | is not a field here; did you mean 'schedule'?",
                "\"max_runs\": 1 | max_runs | is not a field here; did you mean 'maxRuns'?",
                "\"zzz\": 1 | zzz | is not a field here",
                "\"misfire\": {\"grase\": 1} | misfire.grase | is not a field here; did you mean 'grace'?",
                "\"name\": 5 | name | expects a string, not 5",
                "\"queue\": [] | queue | expects a string, not an array",
                "\"priority\": \"high\" | priority | expects a whole number, not 'high'",
                "\"priority\": 5.5 | priority | expects a whole number, not 5.5",
                "\"priority\": 3000000000 | priority | expects a whole number, not 3000000000",
                "\"maxRuns\": true | maxRuns | expects a whole number, not true or false",
                "\"start\": \"tomorrow\" | start | expects an RFC 3339 instant such as 2026-12-01T00:00:00Z, not 'tomorrow'",
                "\"start\": \"2026-12-01\" | start | expects an RFC 3339 instant such as 2026-12-01T00:00:00Z, not '2026-12-01'",
                "\"start\": \"+90000-12-01T00:00:00Z\" | start | expects an RFC 3339 instant such as 2026-12-01T00:00:00Z, not '+90000-12-01T00:00:00Z'",
                "\"start\": \"1969-01-01T00:00:00Z\" | start | must lie in the years 1970 to 9999",
                "\"start\": \"9999-12-31T23:00:00-02:00\" | start | must lie in the years 1970 to 9999",
                "\"start\": 1764547200 | start | expects an RFC 3339 instant such as 2026-12-01T00:00:00Z, not 1764547200",
                "\"retention\": \"7d\" | retention | expects an ISO-8601 duration such as PT30S, of at most 100 years, not '7d'",
                "\"retention\": \"PT9223372036854775807S\" | retention | expects an ISO-8601 duration such as PT30S, of at most 100 years, not 'PT9223372036854775807S'",
                "\"retention\": {} | retention | expects an ISO-8601 duration such as PT30S, of at most 100 years, not an object",
                "\"retry\": \"never\" | retry | expects an object, not a string",
                "\"retry\": {\"jitter\": \"a bit\"} | retry.jitter | expects a number, not 'a bit'",
                "\"tags\": \"report\" | tags | expects an array, not a string",
                "\"tags\": [\"a\", null] | tags[1] | must not be null",
                "\"tags\": [\"a\", {}] | tags[1] | expects a string, not an object",
                "\"handler\": {\"type\": \"http\", \"url\": \"https://x\", \"headers\": {\"A\": 1}} | handler.headers.A | expects a string, not 1",
                "\"handler\": {\"type\": \"http\", \"url\": \"https://x\", \"headers\": {\"A\": null}} | handler.headers.A | must not be null",
                "\"handler\": {\"type\": \"http\", \"url\": \"https://x\", \"headers\": []} | handler.headers | expects an object, not an array",
                "\"handler\": {\"type\": \"htp\"} | handler.type | is one of http, process, bean; did you mean 'http'?",
                "\"handler\": {\"url\": \"https://x\"} | handler.type | is one of http, process, bean",
                "\"handler\": \"http\" | handler | expects an object, not a string",
                "\"schedule\": {\"type\": 7} | schedule.type | is one of now, once, delay, interval, cron, manual",
                "\"schedule\": {\"type\": \"now\", \"at\": 1} | schedule.at | is not a field here",
                "\"schedule\": {\"type\": \"interval\", \"evry\": \"PT1S\", \"every\": \"PT1S\"} | schedule.evry | is not a field here; did you mean 'every'?",
                "\"schedule\": {\"type\": \"interval\", \"every\": \"PT1S\", \"mode\": \"x\"} | schedule.mode | is 'x': it must be one of fixed-rate, fixed-delay",
                "\"schedule\": {\"type\": \"cron\", \"expression\": \"@daily\", \"gap\": 1} | schedule.gap | expects a string, not a number",
            })
    void what_cannot_be_read_is_named_with_its_path(String field, String path, String message) {
        // when: the last of two fields of one name counts for the reader, so the earlier one goes
        String job = Bodies.job(field);
        String name = field.substring(0, field.indexOf(':'));
        String once = job.indexOf(name) == job.lastIndexOf(name) ? job : without(job, name);

        // then
        assertThat(Bodies.errors(once)).containsExactly(new FieldError(path, message));
    }

    private static String without(String job, String name) {
        return switch (name) {
            case "\"name\"" -> job.replaceFirst("\"name\": \"n\", ", "");
            case "\"handler\"" -> job.replaceFirst("\"handler\": \\{[^}]*}, ", "");
            default -> job.replaceFirst("\"schedule\": \\{[^}]*}, ", "");
        };
    }

    @Test
    void all_errors_are_told_at_once_those_of_the_values_too() {
        // when
        List<FieldError> errors = Bodies.errors(
                """
                {"nme": "x", "priority": 12, "retention": 7, "queue": "a b",
                 "handler": {"type": "http", "url": "ftp://x", "timeout": 30},
                 "schedule": {"type": "interval", "every": "1s"}, "limits": {"soft": "PT2H"}}""");

        // then
        assertThat(errors)
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "nme",
                        "name",
                        "priority",
                        "retention",
                        "queue",
                        "handler.timeout",
                        "handler.url",
                        "schedule.every",
                        "limits.soft");
    }

    @Test
    void what_is_unreadable_is_not_also_called_missing() {
        assertThat(Bodies.errors("{\"name\": 5, \"handler\": {\"type\": \"x\"}, \"schedule\": []}"))
                .extracting(FieldError::field)
                .containsExactly("name", "handler.type", "schedule");
    }

    @Test
    void a_thousand_mistakes_make_a_hundred_errors() {
        // given
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            fields.append("\"x").append(i).append("\":1,");
        }

        // when
        FieldErrors errors = new FieldErrors();
        new JobShape().read(JsonTree.parse("{" + fields + "\"name\":\"n\"}", errors), FieldPath.ROOT, errors);

        // then
        assertThat(errors.list()).hasSize(FieldErrors.MOST + 1);
        assertThat(errors.list().get(FieldErrors.MOST).message()).endsWith("more errors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"job\"", "null", "true"})
    void what_is_no_object_is_no_job(String body) {
        assertThatThrownBy(() -> Bodies.readJob(body))
                .isInstanceOfSatisfying(
                        InvalidFieldsException.class,
                        e -> assertThat(e.errors()).first().satisfies(error -> {
                            assertThat(error.field()).isEqualTo("body");
                            assertThat(error.message()).startsWith("expects an object, not ");
                        }));
    }

    @Test
    void instants_keep_microseconds_and_take_any_offset() {
        // when
        JobSpec spec = Bodies.readJob(Bodies.job("\"start\": \"2026-12-01T05:30:00.1234567+05:30\""));

        // then
        assertThat(spec.start()).isEqualTo(Instant.parse("2026-12-01T00:00:00.123456Z"));
    }

    @Test
    void a_whole_number_may_be_written_with_a_point_or_an_exponent() {
        assertThat(Bodies.readJob(Bodies.job("\"priority\": 5.0")).priority()).isEqualTo(5);
        assertThat(Bodies.readJob(Bodies.job("\"maxRuns\": 1e3")).maxRuns()).isEqualTo(1_000);
    }

    @Test
    void a_schedule_is_told_by_its_type_wherever_that_stands() {
        // when
        JobSpec spec = Bodies.readJob(
                """
                {"name": "n", "handler": {"name": "b", "type": "bean"},
                 "schedule": {"at": "2030-01-01T00:00:00Z", "type": "once"}}""");

        // then
        assertThat(spec.schedule()).isEqualTo(new OnceSchedule(Instant.parse("2030-01-01T00:00:00Z")));
    }

    @Test
    void a_payload_is_any_json() {
        for (String payload : List.of("1", "\"text\"", "[1,2]", "{\"type\":\"x\",\"name\":null}", "false")) {
            JsonValue read =
                    Bodies.readJob(Bodies.job("\"payload\": " + payload)).payload();
            assertThat(read.toString()).isEqualTo(payload);
        }
    }

    @Test
    void what_cannot_be_read_is_not_also_missing() {
        assertThatThrownBy(() -> Bodies.read(
                        RunActionRequest.class, "{\"action\": \"retri\", \"filter\": {\"stat\": \"failed\"}}"))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::field)
                        .containsExactlyInAnyOrder("action", "filter.stat"));
    }

    @Test
    void an_empty_body_is_malformed_unless_it_may_be_left_out() {
        assertThatThrownBy(() -> Bodies.readJob(" \n"))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessage("The body is empty: send a JSON object.");
        assertThat(Bodies.read(PauseRequest.class, "")).isEqualTo(new PauseRequest(null, null));
        assertThat(Bodies.read(TriggerRequest.class, "")).isEqualTo(new TriggerRequest(null, null));
        assertThat(Bodies.read(EmptyRequest.class, "{}")).isEqualTo(new EmptyRequest());
    }

    @Test
    void fields_of_small_requests_are_checked_too() {
        assertThatThrownBy(() -> Bodies.read(TriggerRequest.class, "{\"priority\": 10}"))
                .isInstanceOfSatisfying(InvalidFieldsException.class, e -> assertThat(e.errors())
                        .containsExactly(new FieldError("priority", "is 0 to 9; 9 goes first")));
        assertThatThrownBy(() -> Bodies.read(PauseRequest.class, "{\"reason\": \"" + "x".repeat(501) + "\"}"))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessage("reason: takes at most 500 characters");
        assertThatThrownBy(() -> Bodies.read(EmptyRequest.class, "{\"reason\": 1}"))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessage("reason: is not a field here");
    }

    @Test
    void a_body_that_is_too_long_is_refused_before_it_is_read() {
        // given
        MultivaluedHashMap<String, String> headers = new MultivaluedHashMap<>();
        headers.putSingle("Content-Length", String.valueOf(Bodies.LARGEST + 1));
        InputStream unread = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("nobody may read this");
            }
        };

        // then
        assertThatThrownBy(() -> Bodies.read(JobSpec.class, unread, MediaType.APPLICATION_JSON_TYPE, headers))
                .isInstanceOf(OversizedBodyException.class)
                .hasMessageContaining("4096 bytes");
    }

    @Test
    void a_body_that_does_not_say_its_length_is_read_no_further_than_allowed() {
        // given
        int[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return ' ';
            }
        };

        // then
        assertThatThrownBy(() -> Bodies.read(
                        JobSpec.class, endless, MediaType.APPLICATION_JSON_TYPE, new MultivaluedHashMap<>()))
                .isInstanceOf(OversizedBodyException.class);
        assertThat(read[0]).isEqualTo(Bodies.LARGEST + 1);
    }

    @Test
    void a_body_as_long_as_allowed_is_taken() {
        // given
        String job = Bodies.job("");
        String longest = job + " ".repeat(Bodies.LARGEST - job.length());

        // then
        assertThat(Bodies.readJob(longest).name()).isEqualTo("n");
    }

    @Test
    void a_body_that_is_not_utf_8_is_malformed() {
        // given
        byte[] latin = "{\"name\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1);

        // then
        assertThatThrownBy(() -> Bodies.read(
                        JobSpec.class,
                        new ByteArrayInputStream(latin),
                        MediaType.APPLICATION_JSON_TYPE,
                        new MultivaluedHashMap<>()))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"text,plain", "application,x-www-form-urlencoded", "application,octet-stream", "*,*", "application,*"})
    void a_body_of_another_type_is_not_taken(String type, String subtype) {
        assertThatThrownBy(() -> Bodies.read(
                        JobSpec.class,
                        new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
                        new MediaType(type, subtype),
                        new MultivaluedHashMap<>()))
                .isInstanceOf(NotSupportedException.class);
    }

    @Test
    void another_charset_or_an_encoding_is_not_taken() {
        // given
        MultivaluedHashMap<String, String> zipped = new MultivaluedHashMap<>();
        zipped.putSingle("Content-Encoding", "gzip");
        MediaType latin = new MediaType("application", "json", "ISO-8859-1");

        // then
        assertThatThrownBy(() -> Bodies.read(JobSpec.class, body(), MediaType.APPLICATION_JSON_TYPE, zipped))
                .isInstanceOf(NotSupportedException.class);
        assertThatThrownBy(() -> Bodies.read(JobSpec.class, body(), latin, new MultivaluedHashMap<>()))
                .isInstanceOf(NotSupportedException.class);
        assertThat(Bodies.read(
                        JobSpec.class,
                        body(),
                        new MediaType("application", "json", "utf-8"),
                        new MultivaluedHashMap<>()))
                .isNotNull();
    }

    private static InputStream body() {
        return new ByteArrayInputStream(Bodies.job("").getBytes(StandardCharsets.UTF_8));
    }
}
