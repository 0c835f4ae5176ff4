package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import jakarta.json.JsonObject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleJsonTest {

    private final Jsonb jsonb = JsonbBuilder.create();

    @AfterEach
    void close() throws Exception {
        jsonb.close();
    }

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of("{\"type\":\"now\"}", new NowSchedule()),
                Arguments.of("{\"type\":\"manual\"}", new ManualSchedule()),
                Arguments.of(
                        "{\"type\":\"once\",\"at\":\"2026-12-01T08:30:00.123456Z\"}",
                        new OnceSchedule(Instant.parse("2026-12-01T08:30:00.123456Z"))),
                Arguments.of("{\"type\":\"delay\",\"by\":\"PT1M30S\"}", new DelaySchedule(Duration.ofSeconds(90))),
                Arguments.of(
                        "{\"type\":\"interval\",\"every\":\"PT0.25S\",\"mode\":\"fixed-rate\"}",
                        new IntervalSchedule(Duration.ofMillis(250), IntervalMode.FIXED_RATE)),
                Arguments.of(
                        "{\"type\":\"interval\",\"every\":\"PT24H\",\"mode\":\"fixed-delay\"}",
                        new IntervalSchedule(Duration.ofDays(1), IntervalMode.FIXED_DELAY)),
                Arguments.of(
                        "{\"type\":\"cron\",\"expression\":\"0 30 2 * * *\",\"gap\":\"next-valid\",\"overlap\":\"first\","
                                + "\"zone\":\"Asia/Kolkata\"}",
                        new CronSchedule("0 30 2 * * *", "Asia/Kolkata", Gap.NEXT_VALID, Overlap.FIRST)),
                Arguments.of(
                        "{\"type\":\"cron\",\"expression\":\"@daily\",\"gap\":\"skip\",\"overlap\":\"second\"}",
                        new CronSchedule("@daily", null, Gap.SKIP, Overlap.SECOND)),
                Arguments.of(
                        "{\"type\":\"cron\",\"expression\":\"@daily\",\"gap\":\"shift\",\"overlap\":\"both\"}",
                        new CronSchedule("@daily", null, Gap.SHIFT, Overlap.BOTH)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void a_schedule_is_written_and_read_as_the_contract_says(String json, Schedule schedule) {
        assertThat(jsonb.fromJson(json, Schedule.class)).isEqualTo(schedule);
        assertThat(jsonb.fromJson(jsonb.toJson(schedule), Schedule.class)).isEqualTo(schedule);
        assertThat(tree(jsonb.toJson(schedule))).isEqualTo(tree(json));
        assertThat(tree(jsonb.toJson(new Holder(schedule)))).isEqualTo(tree("{\"schedule\":" + json + "}"));
    }

    @Test
    void the_type_may_stand_anywhere() {
        Holder held = jsonb.fromJson(
                "{\"schedule\":{\"every\":\"PT5M\",\"mode\":\"fixed-delay\",\"type\":\"interval\"}}", Holder.class);
        assertThat(held.schedule()).isEqualTo(new IntervalSchedule(Duration.ofMinutes(5), IntervalMode.FIXED_DELAY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"interval\",\"every\":\"PT5M\"} | {\"type\":\"interval\",\"every\":\"PT5M\",\"mode\":\"fixed-rate\"}",
                "{\"type\":\"interval\",\"every\":\"PT5M\",\"mode\":null} | {\"type\":\"interval\",\"every\":\"PT5M\",\"mode\":\"fixed-rate\"}",
                "{\"type\":\"cron\",\"expression\":\"@daily\"} | {\"type\":\"cron\",\"expression\":\"@daily\",\"gap\":\"next-valid\",\"overlap\":\"first\"}",
                "{\"type\":\"cron\",\"expression\":\"@daily\",\"zone\":null,\"gap\":null} | {\"type\":\"cron\",\"expression\":\"@daily\",\"gap\":\"next-valid\",\"overlap\":\"first\"}",
            })
    void what_is_absent_has_its_default(String sent, String kept) {
        Schedule schedule = jsonb.fromJson(sent, Schedule.class);
        assertThat(tree(jsonb.toJson(schedule))).isEqualTo(tree(kept));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"interval\",\"every\":\"PT5M\",\"mode\":\"fixed\"} | mode | is 'fixed': it must be one of fixed-rate, fixed-delay",
                "{\"type\":\"cron\",\"expression\":\"@daily\",\"gap\":\"NEXT_VALID\"} | gap | is 'NEXT_VALID': it must be one of next-valid, skip, shift",
                "{\"type\":\"cron\",\"expression\":\"@daily\",\"overlap\":\"last\"} | overlap | is 'last': it must be one of first, second, both",
            })
    void an_unknown_word_is_refused_with_the_allowed_ones(String json, String field, String message) {
        assertThatThrownBy(() -> jsonb.fromJson(json, Schedule.class))
                .isInstanceOf(JsonbException.class)
                .rootCause()
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidFieldsException.class))
                .extracting(InvalidFieldsException::errors)
                .isEqualTo(List.of(new FieldError(field, message)));
    }

    private JsonObject tree(String json) {
        return jsonb.fromJson(json, JsonObject.class);
    }

    public record Holder(Schedule schedule) {}
}
