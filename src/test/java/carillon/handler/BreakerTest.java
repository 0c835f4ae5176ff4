package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Breaker.Change;
import carillon.handler.Breaker.Health;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Breaker breaker = new Breaker(new Breaker.Rules(3, PAUSE));
    /** Shortly before the JVM's clock turns negative. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    @Test
    void it_opens_after_a_run_of_failures_and_says_for_how_long() {
        assertThat(fail()).isEqualTo(Change.NONE);
        assertThat(fail()).isEqualTo(Change.NONE);
        assertThat(fail()).isEqualTo(Change.OPENED);

        pass(Duration.ofSeconds(10));

        assertThat(admit("next")).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void a_success_in_between_begins_the_count_anew() {
        fail();
        fail();
        breaker.ended("good", Health.GOOD, now);
        fail();

        assertThat(fail()).isEqualTo(Change.NONE);
        assertThat(admit("next")).isZero();
    }

    @Test
    void calls_that_tell_nothing_change_nothing() {
        fail();
        fail();

        assertThat(breaker.ended("cancelled", Health.UNKNOWN, now)).isEqualTo(Change.NONE);

        assertThat(fail()).isEqualTo(Change.OPENED);
    }

    @Test
    void after_its_pause_one_call_tries_the_host_and_closes_it() {
        open();
        pass(PAUSE);

        assertThat(admit("trial")).isZero();
        assertThat(admit("another")).isPositive();
        assertThat(breaker.ended("trial", Health.GOOD, now)).isEqualTo(Change.CLOSED);

        assertThat(admit("another")).isZero();
        assertThat(breaker.isFresh()).isTrue();
    }

    @Test
    void a_trial_that_fails_opens_it_for_twice_as_long_up_to_five_minutes() {
        open();
        for (int seconds : new int[] {60, 120, 240, 300, 300}) {
            pass(Duration.ofMinutes(10));
            assertThat(admit("trial")).isZero();

            assertThat(breaker.ended("trial", Health.BAD, now)).isEqualTo(Change.OPENED);

            assertThat(admit("next")).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void a_trial_that_was_given_up_leaves_its_turn_to_another() {
        open();
        pass(PAUSE);
        admit("trial");

        breaker.ended("trial", Health.UNKNOWN, now);

        assertThat(admit("another")).isZero();
    }

    @Test
    void failures_of_calls_that_were_under_way_before_do_not_prolong_it_and_a_success_of_one_closes_it() {
        open();
        assertThat(breaker.ended("old", Health.BAD, now)).isEqualTo(Change.NONE);
        pass(Duration.ofSeconds(29));
        assertThat(admit("next")).isEqualTo(Duration.ofSeconds(1));

        assertThat(breaker.ended("old", Health.GOOD, now)).isEqualTo(Change.CLOSED);

        assertThat(admit("next")).isZero();
    }

    @Test
    void without_a_number_of_failures_it_never_opens() {
        Breaker off = new Breaker(new Breaker.Rules(0, PAUSE));

        for (int i = 0; i < 1_000; i++) {
            off.ended(i, Health.BAD, now);
        }

        assertThat(off.admit("next", now)).isZero();
    }

    private void open() {
        fail();
        fail();
        fail();
    }

    private Change fail() {
        return breaker.ended(new Object(), Health.BAD, now);
    }

    private Duration admit(String call) {
        return breaker.admit(call, now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
