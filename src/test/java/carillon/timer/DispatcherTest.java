package carillon.timer;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.cluster.Agenda;
import carillon.platform.DatabaseClock;
import carillon.queue.DueEntry;
import carillon.run.DueRun;
import carillon.test.TestConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    /** Nowhere near this machine's own time. */
    private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");

    private final DatabaseClock clock = new DatabaseClock(null);
    private final FakeHandOff redis = new FakeHandOff();
    private final Refill refill = new Refill(redis, null, null, null, new Agenda());
    private Dispatcher dispatcher = new Dispatcher(redis, refill, null, clock);

    @BeforeEach
    void exactly() {
        long now = System.nanoTime();
        clock.observe(NOW, now, now);
    }

    @Test
    void what_is_due_by_the_databases_clock_is_offered_best_score_untouched() {
        DueRun run = due(NOW);
        dispatcher.add(run);

        assertThat(dispatcher.turn()).isZero();

        assertThat(redis.offered()).containsExactly(new DueEntry(run.lane(), run.id(), run.score()));
    }

    @Test
    void nothing_is_offered_before_it_is_due_and_the_wait_ends_when_it_is() {
        dispatcher.add(due(NOW.plusSeconds(3_600)));
        assertThat(dispatcher.turn()).isEqualTo(Duration.ofMillis(500));

        dispatcher.add(due(NOW.plusSeconds(3_500)));

        assertThat(dispatcher.turn()).isPositive();
        assertThat(redis.offered()).isEmpty();
    }

    @Test
    void nothing_is_offered_while_the_clock_may_be_wrong_by_that_much() {
        DatabaseClock vague = new DatabaseClock(null);
        long now = System.nanoTime();
        vague.observe(
                NOW,
                now - Duration.ofHours(1).toNanos(),
                now + Duration.ofHours(1).toNanos());
        dispatcher = new Dispatcher(redis, refill, null, vague);
        dispatcher.add(due(NOW));
        dispatcher.add(due(NOW.minus(Duration.ofMinutes(59))));
        dispatcher.add(due(NOW.minus(Duration.ofMinutes(61))));

        dispatcher.turn();
        dispatcher.turn();

        assertThat(redis.offered()).hasSize(1);
    }

    @Test
    void due_runs_go_in_batches_of_a_thousand() {
        for (int i = 0; i < 2_500; i++) {
            dispatcher.add(due(NOW));
        }

        for (int i = 0; i < 3; i++) {
            assertThat(dispatcher.turn()).isZero();
        }

        assertThat(redis.batches()).extracting(List::size).containsExactly(1_000, 1_000, 500);
        assertThat(dispatcher.turn()).isPositive();
    }

    @Test
    void a_run_that_is_told_twice_is_offered_once() {
        DueRun run = due(NOW);
        dispatcher.add(run);
        dispatcher.add(run);

        dispatcher.turn();
        dispatcher.turn();

        assertThat(redis.offered()).hasSize(1);
    }

    @Test
    void after_it_was_offered_a_run_may_come_again() {
        DueRun run = due(NOW);
        dispatcher.add(run);
        dispatcher.turn();
        dispatcher.add(run);

        dispatcher.turn();

        assertThat(redis.offered()).hasSize(2);
    }

    @Test
    void a_new_timer_begins_with_nothing_in_memory() {
        DueRun run = due(NOW);
        dispatcher.add(run);
        dispatcher.reset();
        dispatcher.turn();
        assertThat(redis.offered()).isEmpty();

        dispatcher.add(run);
        dispatcher.turn();

        assertThat(redis.offered()).hasSize(1);
    }

    @Test
    void while_redis_is_away_nothing_is_kept_that_is_due() {
        redis.away(true);
        dispatcher.add(due(NOW));

        assertThat(dispatcher.turn()).isZero();

        redis.away(false);
        assertThat(dispatcher.turn()).as("it waits in the database").isPositive();
    }

    @Test
    void memory_is_bounded() throws Exception {
        try (AutoCloseable set = TestConfig.set("carillon.timer.max-ahead", "1000")) {
            assertThat(set).isNotNull();
            dispatcher = new Dispatcher(redis, refill, null, clock);
        }
        for (int i = 0; i < 1_001; i++) {
            dispatcher.add(due(NOW));
        }

        assertThat(dispatcher.isFull()).isTrue();
        dispatcher.turn();
        dispatcher.turn();

        assertThat(dispatcher.isFull()).isFalse();
        assertThat(redis.offered()).hasSize(1_000);
    }

    private static DueRun due(Instant at) {
        return new DueRun(UUID.randomUUID(), "default", "default", 5, at);
    }
}
