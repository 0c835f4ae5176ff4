package carillon.queue.connector;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * What an endpoint can take.
 *
 * @param ids how many, 0 for none; more than 1,000 are popped 1,000 at a time
 * @param queues names of the queues it takes from, in no order, each once; ids come by score across all of them
 */
public record Demand(int ids, List<String> queues) {

    public static final Demand NONE = new Demand(0, List.of());

    public Demand {
        queues = List.copyOf(new LinkedHashSet<>(queues));
    }

    boolean isNone() {
        return ids <= 0 || queues.isEmpty();
    }
}
