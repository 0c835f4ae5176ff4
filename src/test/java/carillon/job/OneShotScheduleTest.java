package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OneShotScheduleTest {

    private static final Instant ANCHOR = Instant.parse("2026-11-01T00:00:00Z");

    static Stream<Arguments> schedules() {
        Instant later = Instant.parse("2026-11-01T00:01:30.000001Z");
        return Stream.of(
                Arguments.of(new NowSchedule(), ANCHOR),
                Arguments.of(new OnceSchedule(later), later),
                Arguments.of(new OnceSchedule(later.plusNanos(999)), later),
                Arguments.of(new DelaySchedule(Duration.ZERO), ANCHOR),
                Arguments.of(new DelaySchedule(Duration.ofNanos(90_000_001_999L)), later));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void the_only_instant_is_the_next_one_until_it_has_come(Schedule schedule, Instant only) {
        assertThat(schedule.next(Instant.MIN, ANCHOR)).contains(only);
        assertThat(schedule.next(only.minusNanos(1), ANCHOR)).contains(only);
        assertThat(schedule.next(only, ANCHOR)).isEmpty();
        assertThat(schedule.next(Instant.MAX, ANCHOR)).isEmpty();
        assertThat(schedule.check()).isEmpty();
        assertThat(schedule.oneShot()).isTrue();
    }

    @Test
    void a_manual_schedule_has_no_instant() {
        ManualSchedule schedule = new ManualSchedule();

        assertThat(schedule.next(Instant.MIN, ANCHOR)).isEmpty();
        assertThat(schedule.check()).isEmpty();
        assertThat(schedule.oneShot()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        ", is required: an instant in UTC such as 2026-12-01T08:30:00Z",
        "1969-12-31T23:59:59Z, is 1969-12-31T23:59:59Z: it must lie in the years 1970 to 9999",
        "+10000-01-01T00:00:00Z, is +10000-01-01T00:00:00Z: it must lie in the years 1970 to 9999",
    })
    void a_bad_instant_is_refused(Instant at, String message) {
        assertThat(new OnceSchedule(at).check()).containsExactly(new FieldError("at", message));
    }

    @ParameterizedTest
    @CsvSource({
        ", is required: an ISO-8601 duration such as PT30S or PT1H30M",
        "PT-1S, 'is PT-1S: it must be PT0S to P3650D, such as PT15M'",
        "P3651D, 'is PT87624H: it must be PT0S to P3650D, such as PT15M'",
    })
    void a_bad_delay_is_refused(Duration by, String message) {
        assertThat(new DelaySchedule(by).check()).containsExactly(new FieldError("by", message));
    }
}
