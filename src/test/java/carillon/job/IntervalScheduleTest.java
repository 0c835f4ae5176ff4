package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalScheduleTest {

    private static final Instant ANCHOR = Instant.parse("2026-11-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT10S,  2026-10-01T00:00:00Z,        2026-11-01T00:00:00Z",
        "PT10S,  2026-10-31T23:59:59.999999Z, 2026-11-01T00:00:00Z",
        "PT10S,  2026-11-01T00:00:00Z,        2026-11-01T00:00:10Z",
        "PT10S,  2026-11-01T00:00:09.999999Z, 2026-11-01T00:00:10Z",
        "PT10S,  2026-11-01T00:00:10Z,        2026-11-01T00:00:20Z",
        "PT0.001S, 2126-11-01T00:00:00Z,      2126-11-01T00:00:00.001Z",
        "PT0.007S, 3026-11-01T00:00:00Z,      3026-11-01T00:00:00.004Z",
        "P7D,    2026-12-24T12:00:00Z,        2026-12-27T00:00:00Z",
        "P3650D, 2026-11-01T00:00:00Z,        2036-10-29T00:00:00Z",
    })
    void a_fixed_rate_keeps_to_the_anchor(Duration every, Instant after, Instant expected) {
        assertThat(new IntervalSchedule(every, null).next(after, ANCHOR)).contains(expected);
    }

    @Test
    void a_fixed_delay_counts_from_the_end_of_the_run_before() {
        IntervalSchedule schedule = new IntervalSchedule(Duration.ofMinutes(5), IntervalMode.FIXED_DELAY);
        Instant endOfRun = ANCHOR.plusMillis(1_234);

        assertThat(schedule.next(ANCHOR.minusMillis(1), ANCHOR)).contains(ANCHOR);
        assertThat(schedule.next(endOfRun, ANCHOR)).contains(endOfRun.plusSeconds(300));
    }

    @Test
    void there_is_no_instant_after_the_year_9999() {
        Duration tenYears = Duration.ofDays(3650);

        for (IntervalMode mode : IntervalMode.values()) {
            IntervalSchedule schedule = new IntervalSchedule(tenYears, mode);
            assertThat(schedule.next(Instant.parse("9999-06-01T00:00:00Z"), ANCHOR))
                    .isEmpty();
            assertThat(schedule.next(Instant.MAX, ANCHOR)).isEmpty();
            assertThat(schedule.next(Instant.MIN, ANCHOR)).contains(ANCHOR);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,              'is PT0S: it must be PT0.001S to P3650D, such as PT15M'",
        "PT-5S,             'is PT-5S: it must be PT0.001S to P3650D, such as PT15M'",
        "PT0.000999999S,    'is PT0.000999999S: it must be PT0.001S to P3650D, such as PT15M'",
        "PT87600H0.000001S, 'is PT87600H0.000001S: it must be PT0.001S to P3650D, such as PT15M'",
        "PT1.0000005S,      'is PT1.0000005S: it must be a whole number of microseconds'",
        ",                  is required: an ISO-8601 duration such as PT30S or PT1H30M",
    })
    void a_bad_length_is_refused_with_the_bounds(Duration every, String message) {
        assertThat(new IntervalSchedule(every, null).check()).containsExactly(new FieldError("every", message));
    }

    @ParameterizedTest
    @CsvSource({"PT0.001S", "PT0.0015S", "P3650D"})
    void a_good_length_is_accepted(Duration every) {
        assertThat(new IntervalSchedule(every, null).check()).isEmpty();
        assertThat(new IntervalSchedule(every, null).oneShot()).isFalse();
        assertThat(new IntervalSchedule(every, null).next(ANCHOR, ANCHOR)).contains(ANCHOR.plus(every));
    }
}
