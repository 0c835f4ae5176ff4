package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class KeptTest {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration TOLERANCE = Duration.ofSeconds(60);

    /** Nobody in these tests waits: the executor has run the task, or has not. */
    private static final Kept.Times TIMES = new Kept.Times(FRESH, Duration.ZERO, TOLERANCE);

    private final AtomicLong nanos = new AtomicLong();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();

    private Kept<Integer> kept(Supplier<Integer> question) {
        return new Kept<>(question, tasks::add, TIMES, nanos::get);
    }

    private void answer() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_question_is_asked_on_the_executor_and_nobody_waits_past_the_patience() {
        // given
        Kept<Integer> kept = kept(asked::incrementAndGet);

        // when, then
        assertThat(kept.get()).isEmpty();
        answer();
        assertThat(kept.get()).contains(1);
    }

    @Test
    void a_fresh_answer_is_kept() {
        // given
        Kept<Integer> kept = kept(asked::incrementAndGet);
        kept.get();
        answer();

        // when
        pass(FRESH.minusNanos(1));

        // then
        assertThat(kept.get()).contains(1);
        assertThat(tasks).isEmpty();
    }

    @Test
    void a_stale_answer_stands_in_until_the_new_one_comes() {
        // given
        Kept<Integer> kept = kept(asked::incrementAndGet);
        kept.get();
        answer();

        // when
        pass(FRESH);

        // then
        assertThat(kept.get()).contains(1);
        answer();
        assertThat(kept.get()).contains(2);
    }

    @Test
    void one_question_at_a_time_is_asked_however_long_it_takes() {
        // given
        Kept<Integer> kept = kept(asked::incrementAndGet);

        // when
        kept.get();
        pass(FRESH.multipliedBy(10));
        kept.get();

        // then
        assertThat(tasks).hasSize(1);
    }

    @Test
    void an_answer_that_is_too_old_counts_as_none() {
        // given
        Kept<Integer> kept = kept(asked::incrementAndGet);
        kept.get();
        answer();

        // when, then
        pass(TOLERANCE);
        assertThat(kept.get()).contains(1);
        pass(Duration.ofNanos(1));
        assertThat(kept.get()).isEmpty();
    }

    @Test
    void a_failure_is_kept_as_long_as_an_answer_and_then_asked_again() {
        // given
        Kept<Integer> kept = kept(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
            }
            return asked.get();
        });
        kept.get();
        answer();

        // when, then
        assertThat(kept.get()).isEmpty();
        assertThat(tasks).isEmpty();
        pass(FRESH);
        kept.get();
        answer();
        assertThat(kept.get()).contains(2);
    }

    @Test
    void an_answer_that_comes_in_time_is_waited_for() {
        // given
        Kept.Times patient = new Kept.Times(FRESH, Duration.ofMinutes(1), Duration.ZERO);
        Kept<Integer> kept = new Kept<>(() -> 7, task -> new Thread(task).start(), patient);

        // when, then
        assertThat(kept.get()).contains(7);
    }
}
