package carillon.queue;

import carillon.platform.Lane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whose turn it is: queues take turns by weight, within a queue its tenants do. This is the order in which Redis hands out
 * ids, too (pop.lua of the connector): start-time fair queueing, in which a turn moves a tag on by 1/weight, the lowest tag is
 * next, and who comes late or comes back begins where the others are. Between two turns of a lane that has runs waiting,
 * every other lane of its queue has at most as many turns as its weight is to that lane's, and one more, however many runs it
 * has; likewise for queues.
 *
 * <p>Not thread-safe.
 */
public final class FairOrder {

    private static final double BEGIN = 1;

    private final Map<String, Double> queueTags = new HashMap<>();
    private final Map<String, Double> laneTimes = new HashMap<>();
    private final Map<Lane, Double> laneTags = new HashMap<>();
    private final Set<Lane> lined = new HashSet<>();
    private double time = BEGIN;

    /**
     * The lanes of the next turns, in order; each turn takes one run.
     *
     * @param waiting how many runs wait in each lane
     * @param queues the queues to take from, in the order in which they go when their tags are the same
     * @param tenants those that are not like all others
     */
    public List<Lane> next(
            Map<Lane, Integer> waiting, Map<String, Share> queues, Map<String, Share> tenants, int most) {
        Map<Lane, Integer> left = new HashMap<>(waiting);
        Map<String, Integer> queueRoom = new HashMap<>();
        Map<String, Integer> tenantRoom = new HashMap<>();
        queues.forEach((name, share) -> queueRoom.put(name, share.most()));
        tenants.forEach((name, share) -> tenantRoom.put(name, share.most()));
        Map<String, TreeMap<String, Lane>> live = lineUp(waiting, queues);
        List<Lane> turns = new ArrayList<>();
        while (turns.size() < most && !live.isEmpty()) {
            String queue = live.keySet().stream()
                    .filter(queues::containsKey)
                    .min(Comparator.comparingDouble(this::startOfQueue).thenComparing(orderOf(queues)))
                    .orElseThrow();
            Lane lane = live.get(queue).values().stream()
                    .filter(one -> tenantRoom.getOrDefault(one.tenant(), Integer.MAX_VALUE) > 0)
                    .min(Comparator.comparingDouble((Lane one) -> laneTags.get(one))
                            .thenComparing(Lane::tenant))
                    .orElse(null);
            if (lane == null || queueRoom.get(queue) <= 0) {
                live.remove(queue);
                continue;
            }
            take(lane, queues.get(queue).weight(), weight(tenants, lane.tenant()));
            turns.add(lane);
            queueRoom.merge(queue, -1, Integer::sum);
            tenantRoom.computeIfPresent(lane.tenant(), (name, room) -> room - 1);
            if (left.merge(lane, -1, Integer::sum) == 0) {
                lined.remove(lane);
                live.get(queue).remove(lane.tenant());
                if (live.get(queue).isEmpty()) {
                    live.remove(queue);
                }
            }
        }
        return turns;
    }

    /** Who has just come, or come back, gets a place. */
    private Map<String, TreeMap<String, Lane>> lineUp(Map<Lane, Integer> waiting, Map<String, Share> queues) {
        Map<String, TreeMap<String, Lane>> live = new HashMap<>();
        lined.removeIf(lane -> waiting.getOrDefault(lane, 0) <= 0);
        waiting.forEach((lane, count) -> {
            if (count > 0
                    && queues.containsKey(lane.queue())
                    && queues.get(lane.queue()).most() > 0) {
                live.computeIfAbsent(lane.queue(), queue -> new TreeMap<>()).put(lane.tenant(), lane);
                if (lined.add(lane)) {
                    laneTags.merge(lane, laneTimes.getOrDefault(lane.queue(), BEGIN), Math::max);
                }
            }
        });
        return live;
    }

    private double startOfQueue(String queue) {
        return Math.max(queueTags.getOrDefault(queue, 0.0), time);
    }

    private static Comparator<String> orderOf(Map<String, Share> queues) {
        List<String> order = List.copyOf(queues.keySet());
        return Comparator.comparingInt(order::indexOf);
    }

    private static int weight(Map<String, Share> tenants, String tenant) {
        Share share = tenants.get(tenant);
        return share == null ? 1 : share.weight();
    }

    private void take(Lane lane, int queueWeight, int tenantWeight) {
        double start = Math.max(laneTags.get(lane), laneTimes.getOrDefault(lane.queue(), BEGIN));
        laneTimes.put(lane.queue(), start);
        laneTags.put(lane, start + 1.0 / tenantWeight);
        time = startOfQueue(lane.queue());
        queueTags.put(lane.queue(), time + 1.0 / queueWeight);
    }

    /**
     * A queue's or a tenant's part.
     *
     * @param weight at least 1
     * @param most turns at most; 0 for none
     */
    public record Share(int weight, int most) {}
}
