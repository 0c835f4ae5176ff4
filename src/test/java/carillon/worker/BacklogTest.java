package carillon.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Backlog backlog = new Backlog(nanos::get);

    @Test
    void what_comes_first_is_taken_first_and_once_however_often_it_came() {
        List<UUID> ids = ids(3);
        backlog.add(ids);
        backlog.add(ids);

        assertThat(backlog.take(2)).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(backlog.take(2)).containsExactly(ids.get(2));
        assertThat(backlog.take(2)).isEmpty();
    }

    @Test
    void one_is_added_only_below_the_number_that_may_wait_and_only_once() {
        List<UUID> ids = ids(3);

        assertThat(backlog.addBelow(2, ids.get(0))).isTrue();
        assertThat(backlog.addBelow(2, ids.get(0))).isFalse();
        assertThat(backlog.addBelow(2, ids.get(1))).isTrue();
        assertThat(backlog.addBelow(2, ids.get(2))).isFalse();

        assertThat(backlog.take(3)).containsExactlyElementsOf(ids.subList(0, 2));
    }

    @Test
    void there_is_room_for_as_many_as_places_are_free_while_nothing_was_taken_lately() {
        backlog.add(ids(3));

        assertThat(backlog.room(10)).isEqualTo(7);
        assertThat(backlog.room(2)).isZero();
    }

    @Test
    void short_runs_make_room_for_as_many_as_were_taken_within_a_moment_and_long_ones_for_none() {
        backlog.add(ids(400));
        backlog.take(400);
        passes(Duration.ofMillis(100));

        assertThat(backlog.room(5)).isEqualTo(205);
        passes(Duration.ofMillis(100));
        assertThat(backlog.room(5)).isEqualTo(5);
    }

    @Test
    void more_than_a_thousand_are_left_where_they_are() {
        backlog.add(ids(1_500));

        assertThat(backlog.take(2_000)).hasSize(1_000);
    }

    @Test
    void a_wait_ends_with_the_first_that_comes() throws Exception {
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return backlog.await(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        backlog.add(ids(2));

        assertThat(waiting.get()).isEqualTo(2);
        assertThat(new Backlog(System::nanoTime).await(Duration.ofMillis(1))).isZero();
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static List<UUID> ids(int count) {
        return Stream.generate(UUID::randomUUID).limit(count).toList();
    }
}
