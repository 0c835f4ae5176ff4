package carillon.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import carillon.platform.Lane;
import carillon.queue.connector.QueueConnection;
import carillon.queue.connector.QueueConnectionFactory;
import carillon.queue.connector.QueueEntry;
import carillon.queue.connector.QueueLane;
import jakarta.resource.ResourceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.naming.Reference;
import org.junit.jupiter.api.Test;

/** The circuit breaker before Redis. */
class HandOffTest {

    private static final Logger QUIET = Logger.getLogger(HandOff.class.getName());

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private final FakeConnections redis = new FakeConnections();
    private final HandOff handOff = new HandOff(redis, task -> new Thread(task).start());

    @Test
    void entries_go_as_they_are_and_full_queues_are_named() {
        DueEntry one = new DueEntry(new Lane("default", "t"), UUID.randomUUID(), 5);
        DueEntry other = new DueEntry(new Lane("slow", "t"), UUID.randomUUID(), 6);
        redis.left.put("slow", 3L);

        assertThat(handOff.offer(List.of(one, other), 70)).containsExactly(new Lane("slow", "t"));

        assertThat(redis.offered)
                .containsExactly(
                        new QueueEntry(new QueueLane("default", "t"), one.run().toString(), 5),
                        new QueueEntry(new QueueLane("slow", "t"), other.run().toString(), 6));
        assertThat(redis.bound).isEqualTo(70);
        assertThat(redis.open).isZero();
    }

    @Test
    void sizes_come_in_the_order_asked() {
        assertThat(handOff.sizes(List.of(new Lane("a", "t"), new Lane("bb", "t"), new Lane("ccc", "t"))))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void after_a_failure_nobody_waits_for_redis_for_a_moment() {
        redis.away = true;
        assertThatThrownBy(() -> handOff.sizes(List.of())).isInstanceOf(HandOffException.class);
        int asked = redis.asked;

        assertThatThrownBy(() -> handOff.sizes(List.of())).isInstanceOf(HandOffException.class);
        assertThatThrownBy(() -> handOff.offer(List.of(), 70)).isInstanceOf(HandOffException.class);
        assertThat(handOff.isAway()).isTrue();

        assertThat(redis.asked).isEqualTo(asked);
        assertThat(redis.open).isZero();
    }

    @Test
    void asking_whether_it_is_away_finds_out_when_it_is_back() {
        redis.away = true;
        assertThatThrownBy(() -> handOff.sizes(List.of())).isInstanceOf(HandOffException.class);
        await().until(() -> handOff.isAway() && redis.asked >= 2);

        redis.away = false;

        await().until(() -> !handOff.isAway());
        assertThat(handOff.sizes(List.of(new Lane("a", "t")))).containsExactly(1L);
    }

    @Test
    void nobody_waits_for_a_redis_that_hangs_to_learn_that_it_is_away() throws InterruptedException {
        redis.away = true;
        assertThatThrownBy(() -> handOff.sizes(List.of())).isInstanceOf(HandOffException.class);
        redis.hanging = new CountDownLatch(1);
        Thread.sleep(600);

        assertThat(handOff.isAway()).isTrue();
        await().until(() -> redis.waiting == 1);
        assertThat(handOff.isAway()).isTrue();
        assertThat(redis.waiting).as("asked once at a time").isEqualTo(1);

        redis.away = false;
        redis.hanging.countDown();
        await().until(() -> !handOff.isAway());
    }

    @Test
    void a_redis_that_answers_is_not_asked_whether_it_is_away() {
        handOff.sizes(List.of());

        assertThat(handOff.isAway()).isFalse();
        assertThat(redis.asked).isEqualTo(1);
        assertThat(handOff.answers()).isTrue();
    }

    private static final class FakeConnections implements QueueConnectionFactory {

        private static final long serialVersionUID = 1;

        private final transient List<QueueEntry> offered = new ArrayList<>();
        private final transient Map<String, Long> left = new HashMap<>();
        private volatile boolean away;
        private volatile CountDownLatch hanging = new CountDownLatch(0);
        private volatile int waiting;
        private volatile int asked;
        private int bound;
        private int open;

        @Override
        public QueueConnection connection() throws ResourceException {
            asked++;
            hang();
            if (away) {
                throw new ResourceException("connection refused");
            }
            open++;
            return new Connection();
        }

        private void hang() {
            waiting++;
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            waiting--;
        }

        @Override
        public void setReference(Reference reference) {
            throw new UnsupportedOperationException("tests bind nothing");
        }

        @Override
        public Reference getReference() {
            return null;
        }

        private final class Connection implements QueueConnection {

            @Override
            public Map<QueueLane, Offered> offer(Collection<QueueEntry> entries, int most) {
                offered.addAll(entries);
                bound = most;
                Map<QueueLane, Offered> answer = new HashMap<>();
                entries.forEach(entry -> answer.put(
                        entry.lane(),
                        new Offered(1, left.getOrDefault(entry.lane().queue(), 0L))));
                return answer;
            }

            @Override
            public List<Long> sizes(List<QueueLane> lanes) {
                return lanes.stream().map(lane -> (long) lane.queue().length()).toList();
            }

            @Override
            public long remove(QueueLane lane, Collection<String> runIds) {
                return 0;
            }

            @Override
            public void ping() {
                // It answers.
            }

            @Override
            public void close() {
                open--;
            }
        }
    }
}
