package carillon.queue.connector;

import java.util.Collection;

/**
 * Names of what is in Redis. All share one hash tag, so that a command over several queues finds them on one node of a Redis
 * Cluster.
 */
record QueueKeys(String prefix) {

    /** A sorted set: the tenants that have runs waiting in the queue, whose turn is next first. */
    String lanes(String queue) {
        return "{" + prefix + "}:queue:" + queue;
    }

    /** A sorted set: the ids that wait in the lane, lowest score first. */
    String lane(QueueLane lane) {
        return lanes(lane.queue()) + "/" + lane.tenant();
    }

    /** A hash: how far queues and lanes have come with their turns. */
    String turns() {
        return "{" + prefix + "}:turns";
    }

    String[] lanes(Collection<String> queues) {
        return queues.stream().map(this::lanes).toArray(String[]::new);
    }

    /** The queue of a key that {@link #lanes} made. */
    String queue(String lanes) {
        return lanes.substring(lanes("").length());
    }
}
