package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.queue.connector.Demand.Share;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static Demand from(String... queues) {
        return new Demand(1_000, List.of(queues));
    }

    private static PoppedRun of(String queue, String id, double score) {
        return new PoppedRun(new QueueLane(queue, "t"), id, score);
    }

    @Test
    void queues_take_turns_and_each_gives_its_lowest_scores_first() {
        redis.add("a", Map.of("a1", 1.0, "a2", 2.0, "a3", 3.0, "a4", 4.0));
        redis.add("b", Map.of("b8", 8.0, "b9", 9.0));

        List<PoppedRun> popped = queues.pop(5, from("a", "b", "empty"));

        assertThat(ids(popped)).containsExactly("a1", "b8", "a2", "b9", "a3");
        assertThat(redis.ids("a")).containsExactly("a4");
        assertThat(redis.ids("b")).isEmpty();
    }

    @Test
    void fewer_than_asked_come_when_there_are_fewer() {
        redis.add("a", Map.of("a1", 1.0));
        redis.add("b", Map.of("b1", 1.0));

        assertThat(ids(queues.pop(10, from("a", "b")))).containsExactlyInAnyOrder("a1", "b1");
        assertThat(queues.pop(10, from("a", "b"))).isEmpty();
    }

    @Test
    void one_lane_alone_is_popped_by_score() {
        redis.add("a", Map.of("late", 30.0, "soon", -10.0, "next", 20.5));

        assertThat(queues.pop(2, from("a"))).containsExactly(of("a", "soon", -10.0), of("a", "next", 20.5));
    }

    @Test
    void scores_in_milliseconds_stay_exact() {
        double score = 4_001_767_225_600_123.0;
        redis.add("a", Map.of("a1", score, "a2", score + 1));

        assertThat(queues.pop(2, from("a"))).extracting(PoppedRun::score).containsExactly(score, score + 1);
    }

    @Test
    void a_queue_gives_no_more_than_it_has_places_and_holds_up_no_other() {
        redis.add("a", Map.of("a1", 1.0, "a2", 2.0, "a3", 3.0));
        redis.add("b", Map.of("b1", 1.0, "b2", 2.0));

        List<PoppedRun> popped =
                queues.pop(10, new Demand(10, List.of(new Share("a", 1, 1), new Share("b")), List.of(), true));

        assertThat(ids(popped)).containsExactlyInAnyOrder("a1", "b1", "b2");
    }

    @Test
    void a_tenant_without_a_place_is_passed_over() {
        redis.add("a", "full", Map.of("f1", 1.0, "f2", 2.0));
        redis.add("a", "t", Map.of("a1", 8.0, "a2", 9.0));

        List<PoppedRun> popped =
                queues.pop(10, new Demand(10, List.of(new Share("a")), List.of(new Share("full", 1, 0)), false));

        assertThat(ids(popped)).containsExactly("a1", "a2");
        assertThat(queues.pop(10, from("a"))).hasSize(2);
    }

    @Test
    void a_tenant_that_comes_late_waits_for_one_turn_of_each_other_however_many_runs_those_have() {
        redis.add("a", "flood", scores("f", 1_000));
        queues.pop(300, from("a"));

        redis.add("a", "t", Map.of("small", 9_999.0));

        assertThat(ids(queues.pop(2, from("a")))).contains("small");
    }

    @Test
    void whoever_always_has_one_run_waiting_gets_its_share_and_no_more() {
        redis.add("a", "flood", scores("f", 100));
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            redis.add("a", "t", Map.of("s" + i, 1.0));
            order.addAll(ids(queues.pop(1, from("a"))));
        }

        assertThat(order.stream().filter(id -> id.startsWith("s")).count()).isBetween(19L, 21L);
    }

    @Test
    void the_script_is_sent_again_to_a_server_that_lost_it() {
        redis.add("a", Map.of("a1", 1.0, "a2", 2.0));
        queues.pop(1, from("a", "b"));

        redis.ask(Jedis::scriptFlush);

        assertThat(ids(queues.pop(1, from("a", "b")))).containsExactly("a2");
    }

    @Test
    void waiting_ends_with_the_first_id_or_with_the_time_and_takes_nothing() {
        redis.add("b", Map.of("b1", 1.0));

        assertThat(queues.await(List.of("a", "b"), Duration.ofSeconds(1))).isTrue();
        assertThat(queues.pop(1, from("a", "b"))).containsExactly(of("b", "b1", 1.0));
        assertThat(queues.await(List.of("a", "b"), Duration.ofMillis(10))).isFalse();
    }

    @Test
    void what_is_put_back_does_not_replace_a_newer_score_and_has_its_turn_again() {
        redis.add("a", Map.of("a1", 1.0, "a2", 2.0));
        List<PoppedRun> popped = queues.pop(2, from("a"));
        redis.add("a", Map.of("a1", 5.0));

        queues.putBack(popped);

        assertThat(queues.pop(2, from("a"))).containsExactly(of("a", "a2", 2.0), of("a", "a1", 5.0));
    }

    private static Map<String, Double> scores(String prefix, int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> prefix + i, i -> (double) i));
    }
}
