package carillon.job;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    @Test
    void waits_grow_to_their_bound() {
        RetryPolicy policy =
                new RetryPolicy(10, Duration.ofSeconds(1), 2.0, Duration.ofSeconds(10), 0.0, null, null, null);

        assertThat(policy.waitAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.waitAfter(2, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.waitAfter(4, 0.5)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy.waitAfter(5, 0.5)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void chance_spreads_a_wait_by_its_share() {
        RetryPolicy policy =
                new RetryPolicy(10, Duration.ofSeconds(10), 1.0, Duration.ofMinutes(5), 0.2, null, null, null);

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
        RetryPolicy policy = new RetryPolicy(
                100, Duration.ofMillis(backoff), multiplier, Duration.ofMillis(most), jitter, null, null, null);

        Duration wait = policy.waitAfter(attempt, chance);

        assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis(most));
        assertThat(policy.waitAfter(attempt + 1, chance)).isGreaterThanOrEqualTo(wait);
    }

    @Test
    void without_rules_another_attempt_follows_where_it_may_mend_the_failure() {
        assertThat(RetryPolicy.DEFAULT.retries(true, Set.of("503", "5xx"))).isTrue();
        assertThat(RetryPolicy.DEFAULT.retries(false, Set.of("404", "4xx"))).isFalse();
    }

    @Test
    void only_what_is_chosen_is_retried_even_if_it_were_final() {
        RetryPolicy policy = choosing(List.of("404", "timeout"), List.of());

        assertThat(policy.retries(false, Set.of("404", "4xx"))).isTrue();
        assertThat(policy.retries(true, Set.of("timeout", "network"))).isTrue();
        assertThat(policy.retries(true, Set.of("503", "5xx"))).isFalse();
    }

    @Test
    void an_exception_to_what_is_chosen_is_final() {
        assertThat(choosing(List.of("5xx"), List.of("501")).retries(true, Set.of("503", "5xx")))
                .isTrue();
        assertThat(choosing(List.of("5xx"), List.of("501")).retries(true, Set.of("501", "5xx")))
                .isFalse();
        assertThat(choosing(List.of(), List.of("SQLException")).retries(true, Set.of("SQLException")))
                .isFalse();
    }

    @Test
    void what_is_not_the_handlers_doing_is_chosen_by_no_rule() {
        assertThat(choosing(List.of("503"), List.of()).retries(true, Set.of())).isTrue();
        assertThat(choosing(List.of("503"), List.of()).retries(false, Set.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "503",
                "5xx",
                "timeout",
                "hard-limit",
                "connect",
                "dns",
                "tls",
                "network",
                "exit:75",
                "signal:9",
                "IOException",
                "java.io.IOException",
                "com.acme.Orders$Busy"
            })
    void a_word_that_a_failure_can_have_is_taken(String word) {
        assertThat(choosing(List.of(word), List.of(word)).check()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6xx", "50", "5XX", "timeouts", "exit", "exit:1234", "java.io", "a b"})
    void a_word_that_no_failure_has_is_refused(String word) {
        assertThat(choosing(List.of(word), List.of()).check())
                .extracting(FieldError::field)
                .containsExactly("on");
        assertThat(choosing(List.of(), Collections.nCopies(21, "503")).check())
                .extracting(FieldError::field)
                .containsExactly("except");
    }

    private static RetryPolicy choosing(List<String> on, List<String> except) {
        return new RetryPolicy(null, null, null, null, null, null, on, except);
    }

    @Test
    void only_retry_retries_crashes() {
        assertThat(RetryPolicy.DEFAULT.retriesCrashes()).isTrue();
        assertThat(new RetryPolicy(null, null, null, null, null, "fail", null, null).retriesCrashes())
                .isFalse();
    }
}
