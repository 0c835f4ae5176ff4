package carillon.queue.connector;

import java.util.List;

/**
 * What an endpoint can take.
 *
 * @param ids how many, 0 for none
 * @param queues names of the queues it takes from, in no order; ids come by score across all of them
 */
public record Demand(int ids, List<String> queues) {

    public static final Demand NONE = new Demand(0, List.of());

    public Demand {
        queues = List.copyOf(queues);
    }
}
