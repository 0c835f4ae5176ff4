package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.work.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class CarillonQueueAdapterTest {

    private static final int PLENTY = 100_000;

    private static LocalRedis redis;
    private final FakeContainer container = new FakeContainer();
    private final CarillonQueueAdapter adapter = new CarillonQueueAdapter();
    private final RunActivation activation = new RunActivation();

    @BeforeAll
    static void startRedis() {
        redis = LocalRedis.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void startAdapter() throws ResourceException {
        redis.flush();
        adapter.setHost("localhost");
        adapter.setPort(redis.port());
        adapter.setPrefix("carillon");
        adapter.start(container);
    }

    @AfterEach
    void stopAdapter() {
        adapter.stop();
        await().until(() -> !container.hasThreads());
    }

    private FakeEndpoints activated(FakeEndpoints endpoints, int works) throws ResourceException {
        activation.setWorks(works);
        adapter.endpointActivation(endpoints, activation);
        return endpoints;
    }

    private static List<String> offered(String queue, int count) {
        List<QueueEntry> entries = new ArrayList<>();
        IntStream.range(0, count)
                .forEach(
                        number -> entries.add(new QueueEntry(new QueueLane(queue, "t"), queue + "-" + number, number)));
        Map<String, Double> scores = new HashMap<>();
        entries.forEach(entry -> scores.put(entry.runId(), entry.score()));
        redis.add(queue, scores);
        return entries.stream().map(QueueEntry::runId).toList();
    }

    @Test
    void queues_take_turns_and_each_delivers_by_score() throws ResourceException {
        redis.add("a", Map.of("a1", 1.0, "a3", 3.0));
        redis.add("b", Map.of("b2", 2.0));

        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "b", "a"), 1);

        await().untilAsserted(() -> assertThat(endpoints.delivered).containsExactly("b2", "a1", "a3"));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void an_id_that_comes_later_is_delivered_at_once_with_all_that_came_with_it() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a", "b"), 1);
        await().until(() -> !redis.clients().isEmpty());

        List<String> ids = offered("a", 50);

        await().untilAsserted(() -> assertThat(endpoints.delivered).containsExactlyElementsOf(ids));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void a_queue_that_the_endpoint_learns_of_is_noticed() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 1);
        await().until(() -> endpoints.demands.get() > 0);

        endpoints.queues = List.of("a", "new");
        offered("new", 1);

        await().untilAsserted(() -> assertThat(endpoints.delivered).containsExactly("new-0"));
    }

    @Test
    void never_more_is_delivered_than_there_are_places() throws ResourceException {
        offered("a", 100);

        FakeEndpoints endpoints = activated(new FakeEndpoints(7, "a"), 3);
        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(7));
        int askedWhenFull = endpoints.demands.get();
        await().until(() -> endpoints.demands.get() > askedWhenFull + 3);

        assertThat(endpoints.delivered).hasSize(7);
        endpoints.finish(5);
        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(12));
        assertThat(redis.ids("a")).hasSize(88);
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void several_works_share_the_queues_without_delivering_an_id_twice() throws ResourceException {
        FakeEndpoints endpoints = new FakeEndpoints(40, "a", "b");
        endpoints.finishesAtOnce = true;
        activated(endpoints, 4);

        List<String> ids = new ArrayList<>(offered("a", 5_000));
        ids.addAll(offered("b", 5_000));

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(10_000));
        assertThat(new HashSet<>(endpoints.delivered)).isEqualTo(new HashSet<>(ids));
    }

    @Test
    void a_demand_that_finds_nothing_is_answered_with_nothing() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(5, "a"), 1);

        await().until(() -> endpoints.deliveries.get() >= 2);

        assertThat(endpoints.delivered).isEmpty();
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void after_redis_was_killed_and_started_again_delivery_goes_on() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 2);
        offered("a", 3);
        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(3));

        redis.stop();
        await().until(() -> endpoints.free() == PLENTY - 3);
        redis.start();
        offered("a", 5);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(8));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void it_starts_without_redis_and_delivers_once_it_is_there() throws ResourceException {
        redis.stop();
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 2);
        await().until(() -> container.threads.size() == 2);

        redis.start();
        offered("a", 5);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(5));
    }

    @Test
    void after_redis_was_wiped_delivery_goes_on() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(3, "a", "b"), 2);
        offered("a", 10);
        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(3));

        redis.flush();
        redis.ask(Jedis::scriptFlush);
        endpoints.finish(3);
        offered("b", 2);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(5).endsWith("b-0", "b-1"));
    }

    @Test
    void a_refusing_redis_ends_no_loop() throws ResourceException {
        redis.ask(it -> it.set("{carillon}:queue:a", "not a sorted set"));
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 1);
        await().until(() -> endpoints.deliveries.get() >= 2);

        redis.ask(it -> it.del("{carillon}:queue:a"));
        offered("a", 2);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(2));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void what_an_endpoint_throws_back_is_delivered_again() throws ResourceException {
        FakeEndpoints endpoints = new FakeEndpoints(PLENTY, "a");
        endpoints.deliveryFailure = new AssertionError("cannot take it");
        activated(endpoints, 2);
        List<String> ids = offered("a", 4);
        await().until(() -> endpoints.deliveries.get() >= 3);

        endpoints.deliveryFailure = null;

        await().untilAsserted(() -> assertThat(endpoints.delivered).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void an_endpoint_that_fails_to_say_its_demand_is_asked_again() throws ResourceException {
        FakeEndpoints endpoints = new FakeEndpoints(PLENTY, "a");
        endpoints.demandFailure = new IllegalStateException("no idea");
        activated(endpoints, 1);
        offered("a", 1);
        await().until(() -> endpoints.demands.get() >= 2);

        endpoints.demandFailure = null;

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(1));
        assertThat(endpoints.breaches).isEmpty();
        assertThat(endpoints.released.get()).isEqualTo(endpoints.created.get() - 1);
    }

    @Test
    void places_are_free_again_when_the_container_fails_between_demand_and_delivery() throws ResourceException {
        FakeEndpoints endpoints = new FakeEndpoints(3, "a");
        endpoints.failingBeginnings.set(2);
        activated(endpoints, 1);
        List<String> ids = offered("a", 3);

        await().untilAsserted(() -> assertThat(endpoints.delivered).containsExactlyInAnyOrderElementsOf(ids));

        endpoints.finish(3);
        await().until(() -> endpoints.free() == 3 || endpoints.demands.get() > 0);
        List<String> more = offered("a", 3);
        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(3 + more.size()));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void a_demand_counts_although_the_container_fails_after_it() throws ResourceException {
        FakeEndpoints endpoints = new FakeEndpoints(3, "a");
        endpoints.failingEnds.set(1);
        activated(endpoints, 1);
        List<String> ids = offered("a", 3);

        await().untilAsserted(() -> assertThat(endpoints.delivered).containsExactlyInAnyOrderElementsOf(ids));
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void an_endpoint_that_is_not_ready_yet_is_waited_for() throws ResourceException {
        FakeEndpoints endpoints = new FakeEndpoints(PLENTY, "a");
        endpoints.unavailable.set(true);
        activated(endpoints, 1);
        offered("a", 1);

        endpoints.unavailable.set(false);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(1));
    }

    @Test
    void an_interrupt_meant_for_something_else_ends_no_loop() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 1);
        await().until(() -> !container.threads.isEmpty());

        container.threads.forEach(Thread::interrupt);
        offered("a", 1);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(1));
    }

    @Test
    void a_stop_leaves_no_thread_no_connection_and_no_endpoint() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 3);
        await().until(() -> endpoints.deliveries.get() >= 3);

        adapter.endpointDeactivation(endpoints, activation);

        await().atMost(Duration.ofSeconds(1)).until(() -> !container.hasThreads());
        assertThat(redis.clients()).isEmpty();
        assertThat(endpoints.released.get()).isEqualTo(endpoints.created.get());
        assertThat(endpoints.free()).isEqualTo(PLENTY);
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void a_stop_while_redis_is_away_ends_the_loops() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 2);
        await().until(() -> endpoints.deliveries.get() >= 2);
        redis.stop();
        try {
            adapter.stop();

            await().atMost(Duration.ofSeconds(2)).until(() -> !container.hasThreads());
        } finally {
            redis.start();
        }
    }

    @Test
    void a_released_work_ends() throws ResourceException {
        activated(new FakeEndpoints(PLENTY, "a"), 1);

        container.works.forEach(Work::release);

        await().until(() -> !container.hasThreads());
    }

    @Test
    void no_id_is_lost_by_a_stop() throws Exception {
        FakeEndpoints endpoints = new FakeEndpoints(10, "a", "b");
        CountDownLatch amid = new CountDownLatch(5);
        endpoints.finishesAtOnce = true;
        endpoints.atDelivery = amid::countDown;
        List<String> ids = new ArrayList<>(offered("a", 2_000));
        ids.addAll(offered("b", 2_000));
        activated(endpoints, 3);
        amid.await();

        adapter.stop();

        List<String> kept = new ArrayList<>(endpoints.delivered);
        kept.addAll(redis.ids("a"));
        kept.addAll(redis.ids("b"));
        assertThat(kept).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void what_was_popped_when_a_stop_came_is_put_back() throws ResourceException {
        offered("a", 5);
        FakeEndpoints endpoints = new FakeEndpoints(3, "a");
        endpoints.atDemand = () -> container.works.forEach(Work::release);

        activated(endpoints, 1);
        await().until(() -> !container.threads.isEmpty() && !container.hasThreads());

        assertThat(redis.ids("a")).containsExactly("a-0", "a-1", "a-2", "a-3", "a-4");
        assertThat(endpoints.deliveries.get()).isEqualTo(1);
        assertThat(endpoints.delivered).isEmpty();
        assertThat(endpoints.free()).isEqualTo(3);
        assertThat(endpoints.breaches).isEmpty();
    }

    @Test
    void an_endpoint_can_come_again_after_it_went() throws ResourceException {
        FakeEndpoints endpoints = activated(new FakeEndpoints(PLENTY, "a"), 1);
        adapter.endpointDeactivation(endpoints, activation);

        activated(endpoints, 1);
        offered("a", 1);

        await().untilAsserted(() -> assertThat(endpoints.delivered).hasSize(1));
    }

    @Test
    void settings_that_do_not_hold_stop_the_start_without_telling_a_password() {
        CarillonQueueAdapter bad = new CarillonQueueAdapter();
        bad.setUri("rediss://:hunter2@host:port");

        assertThatThrownBy(() -> bad.start(container))
                .isInstanceOf(ResourceAdapterInternalException.class)
                .hasMessageContaining("The Redis settings do not hold: uri")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void an_activation_that_does_not_hold_is_refused() {
        FakeEndpoints endpoints = new FakeEndpoints(1, "a");

        assertThatThrownBy(() -> activated(endpoints, 0))
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("1 to 64");
        assertThatThrownBy(() -> adapter.endpointActivation(endpoints, new OtherActivation()))
                .isInstanceOf(NotSupportedException.class);
        assertThat(container.threads).isEmpty();
    }

    private static final class OtherActivation implements ActivationSpec {

        @Override
        public void validate() {}

        @Override
        public ResourceAdapter getResourceAdapter() {
            return null;
        }

        @Override
        public void setResourceAdapter(ResourceAdapter adapter) {}
    }
}
