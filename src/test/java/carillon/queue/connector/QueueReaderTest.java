package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class QueueReaderTest {

    private static LocalRedis redis;
    private Jedis connection;
    private QueueReader queues;

    @BeforeAll
    static void startRedis() {
        redis = LocalRedis.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        redis.flush();
        connection = new Jedis("localhost", redis.port());
        queues = new QueueReader(connection, new QueueKeys("carillon"));
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    private static List<String> ids(List<PoppedRun> popped) {
        return popped.stream().map(PoppedRun::runId).toList();
    }

    @Test
    void the_lowest_scores_across_all_queues_come_first() {
        redis.add("a", Map.of("a1", 1.0, "a4", 4.0, "a5", 5.0));
        redis.add("b", Map.of("b2", 2.0, "b3", 3.0, "b9", 9.0));
        redis.add("c", Map.of("c6", 6.0));

        List<PoppedRun> popped = queues.pop(5, List.of("c", "a", "b", "empty"));

        assertThat(ids(popped)).containsExactly("a1", "b2", "b3", "a4", "a5");
        assertThat(redis.ids("a")).isEmpty();
        assertThat(redis.ids("b")).containsExactly("b9");
        assertThat(redis.ids("c")).containsExactly("c6");
    }

    @Test
    void fewer_than_asked_come_when_there_are_fewer() {
        redis.add("a", Map.of("a1", 1.0));
        redis.add("b", Map.of("b1", 1.0));

        assertThat(ids(queues.pop(10, List.of("a", "b")))).containsExactly("a1", "b1");
        assertThat(queues.pop(10, List.of("a", "b"))).isEmpty();
    }

    @Test
    void one_queue_alone_is_popped_by_score() {
        redis.add("a", Map.of("late", 30.0, "soon", -10.0, "next", 20.5));

        assertThat(queues.pop(2, List.of("a")))
                .containsExactly(
                        new PoppedRun("{carillon}:queue:a", "soon", -10.0),
                        new PoppedRun("{carillon}:queue:a", "next", 20.5));
    }

    @Test
    void scores_as_large_as_a_priority_band_with_milliseconds_stay_exact() {
        double score = 4_001_767_225_600_123.0;
        redis.add("a", Map.of("a1", score));
        redis.add("b", Map.of("b1", score + 1));

        List<PoppedRun> popped = queues.pop(2, List.of("b", "a"));

        assertThat(popped).extracting(PoppedRun::score).containsExactly(score, score + 1);
    }

    @Test
    void the_script_is_sent_again_to_a_server_that_lost_it() {
        redis.add("a", Map.of("a1", 1.0, "a2", 2.0));
        queues.pop(1, List.of("a", "b"));

        redis.ask(Jedis::scriptFlush);

        assertThat(ids(queues.pop(1, List.of("a", "b")))).containsExactly("a2");
    }

    @Test
    void waiting_ends_with_the_first_id_or_with_the_time() {
        redis.add("b", Map.of("b1", 1.0));

        assertThat(queues.await(List.of("a", "b"), Duration.ofSeconds(1)))
                .contains(new PoppedRun("{carillon}:queue:b", "b1", 1.0));
        assertThat(queues.await(List.of("a", "b"), Duration.ofMillis(10))).isEmpty();
    }

    @Test
    void what_is_put_back_does_not_replace_a_newer_score() {
        redis.add("a", Map.of("a1", 1.0, "a2", 2.0));
        List<PoppedRun> popped = queues.pop(2, List.of("a"));
        redis.add("a", Map.of("a1", 5.0));

        queues.putBack(popped);

        assertThat(queues.pop(2, List.of("a")))
                .containsExactly(
                        new PoppedRun("{carillon}:queue:a", "a2", 2.0), new PoppedRun("{carillon}:queue:a", "a1", 5.0));
    }
}
