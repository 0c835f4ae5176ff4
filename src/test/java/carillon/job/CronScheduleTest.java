package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
    # 2026-01-01 is a Thursday
    30 2 * * *           | 2026-01-01T02:30 2026-01-02T02:30 2026-01-03T02:30
    0 30 2 * * *         | 2026-01-01T02:30 2026-01-02T02:30
    0 30 2 * * * 2027    | 2027-01-01T02:30 2027-01-02T02:30
    */20 9-10 * * *      | 2026-01-01T09:00 2026-01-01T09:20 2026-01-01T09:40 2026-01-01T10:00
    40/10 9 * * *        | 2026-01-01T09:40 2026-01-01T09:50 2026-01-02T09:40
    10-30/15 9 * * *     | 2026-01-01T09:10 2026-01-01T09:25 2026-01-02T09:10
    0 22-1 * * *         | 2026-01-01T00:00 2026-01-01T01:00 2026-01-01T22:00 2026-01-01T23:00 2026-01-02T00:00
    0 12 * * FRI-MON     | 2026-01-02T12:00 2026-01-03T12:00 2026-01-04T12:00 2026-01-05T12:00 2026-01-09T12:00
    0 12 * * mon,Wed     | 2026-01-05T12:00 2026-01-07T12:00 2026-01-12T12:00
    0 12 * * 0           | 2026-01-04T12:00 2026-01-11T12:00
    0 12 * * 7           | 2026-01-04T12:00 2026-01-11T12:00
    0 12 * * 5-7         | 2026-01-02T12:00 2026-01-03T12:00 2026-01-04T12:00 2026-01-09T12:00
    0 12 L * *           | 2026-01-31T12:00 2026-02-28T12:00 2026-03-31T12:00
    0 12 L-2 * *         | 2026-01-29T12:00 2026-02-26T12:00
    0 12 LW * *          | 2026-01-30T12:00 2026-02-27T12:00 2026-03-31T12:00
    0 12 1W * *          | 2026-01-01T12:00 2026-02-02T12:00 2026-03-02T12:00
    0 12 15W * *         | 2026-01-15T12:00 2026-02-16T12:00 2026-03-16T12:00
    0 12 31W * *         | 2026-01-30T12:00 2026-03-31T12:00
    0 12 1,LW 3 ?        | 2026-03-01T12:00 2026-03-31T12:00 2027-03-01T12:00
    0 12 ? * FRIL        | 2026-01-30T12:00 2026-02-27T12:00
    0 12 ? * MONL,5L     | 2026-01-26T12:00 2026-01-30T12:00 2026-02-23T12:00
    0 12 ? * FRI#2       | 2026-01-09T12:00 2026-02-13T12:00
    0 12 ? * 4#5         | 2026-01-29T12:00 2026-04-30T12:00
    0 0 13 * FRI         | 2026-01-02T00:00 2026-01-09T00:00 2026-01-13T00:00 2026-01-16T00:00
    0 0 30 2 MON         | 2026-02-02T00:00 2026-02-09T00:00
    0 0 29 2 *           | 2028-02-29T00:00 2032-02-29T00:00
    0 0 ? 2 TUE#5        | 2028-02-29T00:00 2056-02-29T00:00
    0 0 1 JAN,jul *      | 2026-07-01T00:00 2027-01-01T00:00
    @yearly              | 2027-01-01T00:00 2028-01-01T00:00
    @annually            | 2027-01-01T00:00
    @monthly             | 2026-02-01T00:00 2026-03-01T00:00
    @weekly              | 2026-01-04T00:00 2026-01-11T00:00
    @daily               | 2026-01-02T00:00
    @midnight            | 2026-01-02T00:00
    @Hourly              | 2026-01-01T01:00 2026-01-01T02:00
    """)
    void an_expression_gives_its_times(String expression, String expected) {
        CronSchedule schedule = new CronSchedule(expression, null, null, null);
        Instant after = Instant.parse(
                expected.startsWith("2026-01-01T00:00") ? "2025-12-31T23:59:59Z" : "2026-01-01T00:00:00Z");

        String times = Stream.iterate(
                        schedule.next(after, Instant.EPOCH),
                        Optional::isPresent,
                        at -> schedule.next(at.orElseThrow(), Instant.EPOCH))
                .limit(expected.split(" ").length)
                .map(at -> LocalDateTime.ofInstant(at.orElseThrow(), ZoneOffset.UTC)
                        .format(MINUTE))
                .collect(Collectors.joining(" "));

        assertThat(times).isEqualTo(expected);
        assertThat(schedule.check()).isEmpty();
    }

    @Test
    void the_next_instant_lies_strictly_after_the_given_one() {
        CronSchedule everySecond = new CronSchedule("* * * * * *", null, null, null);

        assertThat(everySecond.next(Instant.parse("2026-01-01T00:00:00Z"), Instant.EPOCH))
                .contains(Instant.parse("2026-01-01T00:00:01Z"));
        assertThat(everySecond.next(Instant.parse("2026-01-01T00:00:00.999999Z"), Instant.EPOCH))
                .contains(Instant.parse("2026-01-01T00:00:01Z"));
    }

    @Test
    void instants_begin_in_1970_and_end_with_the_year_or_with_9999() {
        CronSchedule daily = new CronSchedule("@daily", "America/New_York", null, null);
        CronSchedule once = new CronSchedule("0 0 12 1 6 ? 2030", null, null, null);

        assertThat(daily.next(Instant.MIN, Instant.EPOCH)).contains(Instant.parse("1970-01-01T05:00:00Z"));
        assertThat(daily.next(Instant.MAX, Instant.EPOCH)).isEmpty();
        assertThat(daily.next(Instant.parse("9999-12-31T06:00:00Z"), Instant.EPOCH))
                .isEmpty();
        assertThat(once.next(Instant.parse("2030-06-01T11:00:00Z"), Instant.EPOCH))
                .contains(Instant.parse("2030-06-01T12:00:00Z"));
        assertThat(once.next(Instant.parse("2030-06-01T12:00:00Z"), Instant.EPOCH))
                .isEmpty();
    }

    @Test
    void a_rule_whose_every_time_falls_into_a_skipped_gap_has_no_instant() {
        CronSchedule schedule = new CronSchedule("30 2 ? 3 SUN#2", "America/New_York", Gap.SKIP, null);

        assertThat(schedule.next(Instant.parse("2026-01-01T00:00:00Z"), Instant.EPOCH))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
    -                | is required: such as '30 2 * * MON-FRI'
    ` `              | is required: such as '30 2 * * MON-FRI'
    * * * *          | '* * * *' has 4 fields: it takes 5 (minute, hour, day of month, month, day of week), 6 (second first) or 7 (year last)
    1 2 3 4 5 6 7 8  | has 8 fields
    @dayly           | '@dayly' is not a known name: use @yearly
    61 * * * *       | minute '61' does not hold: it takes 0 to 59
    */90 * * * *     | minute '*/90' does not hold
    */0 * * * *      | minute '*/0' does not hold
    1,,2 * * * *     | minute '' does not hold
    1, * * * *       | minute '' does not hold
    -5 * * * *       | minute '-5' does not hold
    5- * * * *       | minute '5-' does not hold
    ? * * * *        | minute '?' does not hold
    x * * * *        | minute 'X' does not hold
    10-20/5/3 * * * * | minute '10-20/5/3' does not hold
    60 0 2 * * *     | second '60' does not hold
    0 24 * * *       | hour '24' does not hold
    0 JAN * * *      | hour 'JAN' does not hold
    0 1-25 * * *     | hour '1-25' does not hold
    0 0 0 * *        | day of month '0' does not hold
    0 0 32 * *       | day of month '32' does not hold
    0 0 15L * *      | day of month '15L' does not hold
    0 0 32W * *      | day of month '32W' does not hold
    0 0 ?,5 * *      | day of month '?,5' does not hold
    0 0 1#2 * *      | day of month '1#2' does not hold
    0 0 * 13 *       | month '13' does not hold
    0 0 * MON *      | month 'MON' does not hold
    0 0 * L *        | month 'L' does not hold
    0 0 * * 8        | day of week '8' does not hold: it takes 0 to 7 (0 and 7 are Sunday)
    0 0 * * L        | day of week 'L' does not hold
    0 0 * * 5W       | day of week '5W' does not hold
    0 0 * * FRI#6    | day of week 'FRI#6' does not hold
    0 0 * * MONDAY   | day of week 'MONDAY' does not hold
    0 0 0 1 1 ? 1969 | year '1969' does not hold
    0 0 0 1 1 ? 2030-2028 | year '2030-2028' does not hold
    0 0 30 2 *       | '0 0 30 2 *' never fires: no date has day of month 30 and month 2
    0 0 31 4,6,9,11 ? | never fires: no date has day of month 31 and month 4,6,9,11
    0 0 L-31 * ?     | never fires: no date has day of month L-31
    0 0 0 29 2 ? 2026-2027 | never fires: no date has day of month 29 and month 2 and year 2026-2027
    """)
    void a_bad_expression_is_refused_with_the_field_and_what_it_takes(String expression, String message) {
        List<FieldError> errors = new CronSchedule(expression, null, null, null).check();

        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("expression");
            assertThat(error.message()).contains(message);
        });
    }

    @Test
    void an_expression_of_any_length_is_refused_quickly() {
        List<FieldError> errors = new CronSchedule("1,".repeat(100_000), null, null, null).check();

        assertThat(errors).containsExactly(new FieldError("expression", "takes at most 1000 characters"));
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Lodnon, Europe/London",
        "europe/london, Europe/London",
        "Kolkata, Asia/Kolkata",
        "Europe/Istambul, Europe/Istanbul",
        "America/Berlin, Europe/Berlin",
        "New York, America/New_York",
        "PST, America/Los_Angeles",
    })
    void an_unknown_zone_is_refused_with_the_nearest_one(String sent, String meant) {
        assertThat(new CronSchedule("@daily", sent, null, null).check())
                .containsExactly(new FieldError("zone", notKnown(sent) + "did you mean " + meant + "?"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Nowhere/Xyzzyx", "+25:00"})
    void a_zone_like_no_other_is_refused_with_an_example(String sent) {
        assertThat(new CronSchedule("@daily", sent, null, null).check())
                .containsExactly(new FieldError("zone", notKnown(sent) + "use one such as Europe/London"));
    }

    private static String notKnown(String sent) {
        return "'" + sent + "' is not a time zone of the IANA database " + Zones.version() + ": ";
    }

    @ParameterizedTest
    @CsvSource({
        "EST, -05:00",
        "MST, -07:00",
        "HST, -10:00",
        "ROC, +08:00",
        "GMT+0, Z",
        "GMT-0, Z",
        "EST5EDT, -05:00",
        "US/Pacific, -08:00",
    })
    void names_of_the_database_that_the_jdk_leaves_out_are_zones_too(String name, String offset) {
        assertThat(new CronSchedule("@daily", name, null, null).check()).isEmpty();
        assertThat(Zones.of(name).getRules().getOffset(Instant.parse("2026-01-01T00:00:00Z")))
                .hasToString(offset);
    }

    @Test
    void names_that_the_jdk_adds_to_the_database_are_taken_of_what_was_stored_only() {
        assertThat(new CronSchedule("@daily", "SystemV/PST8", null, null).check())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).startsWith(notKnown("SystemV/PST8")));
        assertThat(Zones.of("SystemV/PST8").getRules().isFixedOffset()).isTrue();
    }

    @Test
    void each_bad_field_is_named() {
        assertThat(new CronSchedule("61 * * * *", "Mars", null, null).check())
                .extracting(FieldError::field)
                .containsExactly("expression", "zone");
    }
}
