package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class IntervalSchedulePropertyTest {

    private static final Instant ANCHOR = Instant.parse("2026-11-01T00:00:00Z");

    @Property(tries = 1_000)
    void an_instant_of_a_fixed_rate_is_a_whole_number_of_steps_from_the_anchor(
            @ForAll @LongRange(min = 1_000, max = 315_360_000_000_000L) long everyMicros,
            @ForAll @LongRange(min = 0, max = 8_000_000_000_000_000_000L) long afterNanos) {
        // given
        Duration every = Duration.of(everyMicros, ChronoUnit.MICROS);
        Instant after = ANCHOR.plusNanos(afterNanos);

        // when
        Instant next = new IntervalSchedule(every, IntervalMode.FIXED_RATE)
                .next(after, ANCHOR)
                .orElseThrow();

        // then
        assertThat(next).isAfter(after);
        assertThat(next.minus(every)).isBeforeOrEqualTo(after);
        assertThat(Duration.between(ANCHOR, next).toNanos() % every.toNanos()).isZero();
    }
}
