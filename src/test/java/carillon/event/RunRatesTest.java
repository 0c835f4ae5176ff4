package carillon.event;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Question;
import carillon.run.RunEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunRatesTest {

    private static final UUID ONE = UUID.randomUUID();
    private static final UUID TWO = UUID.randomUUID();

    /** A clock may begin anywhere. */
    private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(33).toNanos());

    private final RunRates rates = new RunRates(nanos::get);

    @Test
    void what_happened_in_the_last_minute_is_counted_by_queue_and_kind() {
        happen("default", 3);
        happen("mail", 1);
        rates.count(Happened.failed(Happened.JOB));
        rates.count(new RunEvent.Skipped(UUID.randomUUID(), Happened.JOB, "default", "misfire"));
        pass(Duration.ofSeconds(6));

        assertThat(told()).isEqualTo(Map.of("default", new Question.Rate(3, 3, 1), "mail", new Question.Rate(1, 1, 0)));
    }

    @Test
    void what_is_older_is_forgotten() {
        for (int second = 0; second < 180; second++) {
            happen("default", 2);
            pass(Duration.ofSeconds(1));
        }
        assertThat(told().get("default").succeeded()).isEqualTo(120);

        pass(Duration.ofSeconds(30));
        assertThat(told().get("default").claimed()).isBetween(50L, 70L);

        pass(Duration.ofSeconds(40));
        assertThat(told()).isEmpty();
    }

    @Test
    void after_a_long_silence_nothing_of_before_comes_back() {
        happen("default", 5);
        pass(Duration.ofHours(3));
        happen("default", 1);
        pass(Duration.ofSeconds(5));

        assertThat(told()).isEqualTo(Map.of("default", new Question.Rate(1, 1, 0)));
    }

    @Test
    void many_queues_that_came_and_went_are_forgotten() {
        for (int i = 0; i < 1_000; i++) {
            happen("queue-" + i, 1);
        }
        pass(Duration.ofMinutes(2));
        happen("newest", 1);
        pass(Duration.ofSeconds(5));

        assertThat(told()).containsOnlyKeys("newest");
        assertThat(rates.queues()).isEqualTo(1);
    }

    @Test
    void all_members_together_count_and_who_does_not_answer_is_left_out() {
        happen("default", 60);
        pass(Duration.ofSeconds(5));
        UUID silent = UUID.randomUUID();
        UUID gone = UUID.randomUUID();
        Map<UUID, CompletableFuture<Question.RatesTold>> answers = Map.of(
                ONE,
                CompletableFuture.completedFuture(rates.answer(new Question.Rates())),
                TWO,
                CompletableFuture.completedFuture(
                        new Question.RatesTold(Map.of("default", new Question.Rate(1, 2, 3)))),
                silent,
                new CompletableFuture<>(),
                gone,
                CompletableFuture.failedFuture(new IllegalStateException("gone")));

        QueueRates all = new QueueRates(() -> List.of(ONE, TWO, silent, gone), answers::get);

        assertThat(all.lastMinute()).isEqualTo(Map.of("default", new Question.Rate(61, 62, 3)));
    }

    private Map<String, Question.Rate> told() {
        return rates.answer(new Question.Rates()).queues();
    }

    private void happen(String queue, int times) {
        for (int i = 0; i < times; i++) {
            UUID run = UUID.randomUUID();
            rates.count(new RunEvent.Claimed(run, Happened.JOB, queue, 1, Duration.ZERO, Duration.ZERO));
            rates.count(new RunEvent.Succeeded(run, Happened.JOB, queue, 1, Duration.ofMillis(5)));
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
