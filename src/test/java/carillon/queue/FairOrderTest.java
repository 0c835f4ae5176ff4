package carillon.queue;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.platform.Lane;
import carillon.queue.FairOrder.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Nobody's runs wait for more than the others' share, however many those have. */
class FairOrderTest {

    private static final Share ALIKE = new Share(1, Integer.MAX_VALUE);
    private static final Map<String, Share> ONE_QUEUE = Map.of("q", ALIKE);

    @Example
    void a_flood_of_a_hundred_thousand_takes_every_second_turn_from_one_other() {
        FairOrder order = new FairOrder();

        List<Lane> turns = order.next(Map.of(lane("flood"), 100_000, lane("small"), 3), ONE_QUEUE, Map.of(), 6);

        assertThat(turns.stream().filter(lane("small")::equals)).hasSize(3);
    }

    /** The bound of the documentation: between two turns of a lane, each other has its weight's worth, and one more. */
    @Property(tries = 300)
    void between_two_turns_of_a_tenant_each_other_has_its_share_and_one_more_turn(
            @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 8) Integer> weights,
            @ForAll @IntRange(min = 1, max = 17) int batch) {
        FairOrder order = new FairOrder();
        Map<Lane, Integer> waiting = new HashMap<>();
        Map<String, Share> tenants = new HashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            waiting.put(lane("t" + i), 100_000);
            tenants.put("t" + i, new Share(weights.get(i), Integer.MAX_VALUE));
        }

        List<Lane> turns = inBatches(order, waiting, tenants, batch, 600);

        for (int i = 0; i < weights.size(); i++) {
            for (int j = 0; j < weights.size(); j++) {
                int most = i == j ? Integer.MAX_VALUE : (int) Math.ceil((double) weights.get(j) / weights.get(i)) + 1;
                assertThat(longestRow(turns, lane("t" + i), lane("t" + j))).isLessThanOrEqualTo(most);
            }
        }
    }

    @Property(tries = 200)
    void a_tenant_that_comes_at_any_time_waits_for_at_most_two_turns_of_each_other(
            @ForAll @IntRange(min = 0, max = 200) int before, @ForAll @IntRange(min = 1, max = 10) int others) {
        FairOrder order = new FairOrder();
        Map<Lane, Integer> waiting = new HashMap<>();
        for (int i = 0; i < others; i++) {
            waiting.put(lane("flood" + i), 100_000);
        }
        order.next(waiting, ONE_QUEUE, Map.of(), before);
        waiting.put(lane("small"), 1);

        List<Lane> turns = order.next(waiting, ONE_QUEUE, Map.of(), 2 * others + 1);

        assertThat(turns).contains(lane("small"));
    }

    @Property(tries = 200)
    void queues_share_by_weight_and_a_full_one_leaves_its_turns_to_the_others(
            @ForAll @IntRange(min = 1, max = 9) int weight, @ForAll @IntRange(min = 0, max = 30) int room) {
        FairOrder order = new FairOrder();
        Lane heavy = new Lane("heavy", "t");
        Lane light = new Lane("light", "t");
        Lane full = new Lane("full", "t");

        List<Lane> turns = order.next(
                Map.of(heavy, 100_000, light, 100_000, full, 100_000),
                Map.of("heavy", new Share(weight, 100_000), "light", ALIKE, "full", new Share(1, room)),
                Map.of(),
                100 * (weight + 1) + room);

        assertThat(turns.stream().filter(full::equals).count()).isEqualTo(room);
        assertThat(turns.stream().filter(light::equals).count()).isBetween(99L, 101L);
    }

    @Example
    void a_tenant_without_a_place_is_passed_over_and_gets_no_credit_for_it() {
        FairOrder order = new FairOrder();
        Map<Lane, Integer> waiting = Map.of(lane("full"), 100, lane("other"), 100);

        assertThat(order.next(waiting, ONE_QUEUE, Map.of("full", new Share(1, 0)), 40))
                .containsOnly(lane("other"));
        assertThat(order.next(waiting, ONE_QUEUE, Map.of(), 4).stream().filter(lane("full")::equals))
                .hasSizeLessThanOrEqualTo(3);
    }

    private static List<Lane> inBatches(
            FairOrder order, Map<Lane, Integer> waiting, Map<String, Share> tenants, int batch, int all) {
        List<Lane> turns = new ArrayList<>();
        while (turns.size() < all) {
            List<Lane> next = order.next(waiting, ONE_QUEUE, tenants, batch);
            next.forEach(lane -> waiting.merge(lane, -1, Integer::sum));
            turns.addAll(next);
        }
        return turns;
    }

    /** The most turns of the other between two of the one. */
    private static int longestRow(List<Lane> turns, Lane one, Lane other) {
        int longest = 0;
        int row = 0;
        for (Lane lane : turns.subList(turns.indexOf(one), turns.lastIndexOf(one) + 1)) {
            row = lane.equals(one) ? 0 : row + (lane.equals(other) ? 1 : 0);
            longest = Math.max(longest, row);
        }
        return longest;
    }

    private static Lane lane(String tenant) {
        return new Lane("q", tenant);
    }
}
