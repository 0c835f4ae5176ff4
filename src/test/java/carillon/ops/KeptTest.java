package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeptTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Kept<String> kept = new Kept<>(
            () -> "here", tasks::add, new Kept.Times(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO), nanos::get);

    @Test
    void a_question_that_the_container_dropped_is_asked_again() {
        // given
        kept.ask();
        tasks.clear();

        // when
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        kept.ask();
        tasks.remove().run();

        // then
        assertThat(kept.get().value()).isEqualTo("here");
    }

    @Test
    void a_question_under_way_is_not_asked_twice() {
        // given
        kept.ask();

        // when
        nanos.addAndGet(Duration.ofSeconds(19).toNanos());
        kept.ask();

        // then
        assertThat(tasks).hasSize(1);
    }
}
