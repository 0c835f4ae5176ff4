package carillon.queue.connector;

import java.util.Collection;

/**
 * Names of the sorted sets. All share one hash tag, so that a command over several queues finds them on one node of a
 * Redis Cluster.
 */
record QueueKeys(String prefix) {

    String of(String queue) {
        return "{" + prefix + "}:queue:" + queue;
    }

    String[] of(Collection<String> queues) {
        return queues.stream().map(this::of).toArray(String[]::new);
    }
}
