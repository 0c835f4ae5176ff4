package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

    @Test
    void waits_grow_to_their_bound() {
        RetryPolicy policy = new RetryPolicy(10, Duration.ofSeconds(1), 2.0, Duration.ofSeconds(10), 0.0, null);

        assertThat(policy.waitAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.waitAfter(2, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.waitAfter(4, 0.5)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy.waitAfter(5, 0.5)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void chance_spreads_a_wait_by_its_share() {
        RetryPolicy policy = new RetryPolicy(10, Duration.ofSeconds(10), 1.0, Duration.ofMinutes(5), 0.2, null);

        assertThat(policy.waitAfter(1, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy.waitAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(10));
        assertThat(policy.waitAfter(1, 1)).isEqualTo(Duration.ofSeconds(12));
    }

    @Property
    void no_wait_is_negative_or_longer_than_the_bound_and_none_is_shorter_than_the_one_before(
            @ForAll @LongRange(max = 2_592_000_000L) long backoff,
            @ForAll @LongRange(max = 2_592_000_000L) long most,
            @ForAll @DoubleRange(min = 1, max = 10) double multiplier,
            @ForAll @DoubleRange(max = 1) double jitter,
            @ForAll @DoubleRange(max = 1) double chance,
            @ForAll @IntRange(min = 1, max = 40_000) int attempt) {
        RetryPolicy policy =
                new RetryPolicy(100, Duration.ofMillis(backoff), multiplier, Duration.ofMillis(most), jitter, null);

        Duration wait = policy.waitAfter(attempt, chance);

        assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis(most));
        assertThat(policy.waitAfter(attempt + 1, chance)).isGreaterThanOrEqualTo(wait);
    }

    @Test
    void only_retry_retries_crashes() {
        assertThat(RetryPolicy.DEFAULT.retriesCrashes()).isTrue();
        assertThat(new RetryPolicy(null, null, null, null, null, "fail").retriesCrashes())
                .isFalse();
    }
}
