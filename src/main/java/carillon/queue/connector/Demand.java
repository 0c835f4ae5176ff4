package carillon.queue.connector;

import java.util.List;

/**
 * What an endpoint can take.
 *
 * @param ids how many, 0 for none; more than 1,000 are popped 1,000 at a time
 * @param queues the queues it takes from, each once
 * @param tenants tenants that are not like all others; every other has weight 1 and no bound
 * @param waits whether to wait up to half a second for a first id
 */
public record Demand(int ids, List<Share> queues, List<Share> tenants, boolean waits) {

    public static final Demand NONE = new Demand(0, List.of());

    public Demand {
        queues = List.copyOf(queues);
        tenants = List.copyOf(tenants);
    }

    /** From queues that share alike, waiting for a first id. */
    public Demand(int ids, List<String> queues) {
        this(ids, queues.stream().distinct().map(Share::new).toList(), List.of(), true);
    }

    boolean isNone() {
        return ids <= 0 || queues.isEmpty();
    }

    List<String> queueNames() {
        return queues.stream().map(Share::name).toList();
    }

    /**
     * A queue's share beside the other queues, or a tenant's beside the others in a queue.
     *
     * @param weight at least 1: of two that have runs waiting, one of weight 2 has twice as many handed out
     * @param most ids that it takes at most, 0 for none
     */
    public record Share(String name, int weight, int most) {

        /** As most are. */
        public Share(String name) {
            this(name, 1, Integer.MAX_VALUE);
        }
    }
}
