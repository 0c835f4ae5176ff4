package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.run.DueRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SentLatelyTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SentLately sent = new SentLately(nanos::get);
    private final DueRun one = run();
    private final DueRun other = run();

    @Test
    void what_was_sent_within_the_last_second_is_passed_over_and_as_much_more_looked_at() {
        sent.add(List.of(one.id()));
        passes(Duration.ofMillis(999));

        assertThat(sent.others(List.of(one, other))).containsExactly(other);
        assertThat(sent.toLookAt(10)).isEqualTo(11);
    }

    @Test
    void what_was_sent_longer_ago_is_sent_again() {
        sent.add(List.of(one.id()));
        passes(Duration.ofSeconds(1));

        assertThat(sent.others(List.of(one, other))).containsExactly(one, other);
        assertThat(sent.toLookAt(10)).isEqualTo(10);
    }

    @Test
    void what_is_sent_again_counts_from_then() {
        sent.add(List.of(one.id(), other.id()));
        passes(Duration.ofMillis(600));
        sent.add(List.of(one.id()));
        passes(Duration.ofMillis(600));

        assertThat(sent.others(List.of(one, other))).containsExactly(other);
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static DueRun run() {
        return new DueRun(UUID.randomUUID(), "default", "default", 5, Instant.EPOCH);
    }
}
