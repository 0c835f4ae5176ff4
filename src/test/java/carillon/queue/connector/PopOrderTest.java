package carillon.queue.connector;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Lane;
import carillon.queue.FairOrder;
import carillon.queue.connector.Demand.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Redis hands out in the order that {@link FairOrder} says, whatever comes, goes, is bounded, and however much is asked. */
class PopOrderTest {

    private static LocalRedis redis;

    private final Map<Lane, Integer> waiting = new HashMap<>();
    private final Map<String, Integer> weights = new HashMap<>();
    private int ids;

    @BeforeAll
    static void startRedis() {
        redis = LocalRedis.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void flush() {
        redis.flush();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void both_give_the_same_order(long seed) {
        Random random = new Random(seed);
        FairOrder order = new FairOrder();
        try (Jedis connection = new Jedis("localhost", redis.port())) {
            QueueReader reader = new QueueReader(connection, new QueueKeys("carillon"));
            for (int step = 0; step < 150; step++) {
                come(random);
                Demand demand = demand(random);
                List<Lane> expected =
                        order.next(waiting, shares(demand.queues()), shares(demand.tenants()), demand.ids());

                List<Lane> popped = reader.pop(demand.ids(), demand).stream()
                        .map(run -> new Lane(run.lane().queue(), run.lane().tenant()))
                        .toList();

                assertThat(popped)
                        .as("seed %d step %d of %s", seed, step, waiting)
                        .isEqualTo(expected);
                popped.forEach(lane -> waiting.merge(lane, -1, Integer::sum));
            }
        }
    }

    private void come(Random random) {
        if (random.nextInt(3) > 0) {
            Lane lane = new Lane("q" + random.nextInt(3), "t" + random.nextInt(4));
            int count = random.nextInt(6) == 0 ? 60 : 1 + random.nextInt(3);
            Map<String, Double> scores = new HashMap<>();
            for (int i = 0; i < count; i++) {
                scores.put("id" + ids, (double) ids++);
            }
            redis.add(lane.queue(), lane.tenant(), scores);
            waiting.merge(lane, count, Integer::sum);
        }
    }

    /** Weights that a double adds up exactly, so that equal tags are equal. */
    private Demand demand(Random random) {
        List<Share> queues = new ArrayList<>();
        List<Share> tenants = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if (random.nextInt(5) > 0) {
                queues.add(share("q" + i, random));
            }
        }
        for (int i = 0; i < 3; i++) {
            tenants.add(share("t" + i, random));
        }
        return new Demand(1 + random.nextInt(20), queues, tenants, false);
    }

    private Share share(String name, Random random) {
        int weight = weights.computeIfAbsent(name, one -> 1 << random.nextInt(3));
        return new Share(name, weight, random.nextInt(4) == 0 ? random.nextInt(3) : Integer.MAX_VALUE);
    }

    private static Map<String, FairOrder.Share> shares(List<Share> shares) {
        Map<String, FairOrder.Share> all = new LinkedHashMap<>();
        shares.forEach(share -> all.put(share.name(), new FairOrder.Share(share.weight(), share.most())));
        return all;
    }
}
