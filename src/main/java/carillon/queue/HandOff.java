package carillon.queue;

import carillon.platform.Lane;
import carillon.platform.Setting;
import carillon.platform.Threads;
import carillon.queue.connector.QueueConnection;
import carillon.queue.connector.QueueConnectionFactory;
import carillon.queue.connector.QueueEntry;
import carillon.queue.connector.QueueLane;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.resource.ResourceException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Hands the ids of due runs to the workers through Redis. A circuit breaker keeps callers from waiting for a Redis that
 * is away: after a failure it is asked again once in half a second.
 */
@ApplicationScoped
public class HandOff {

    /** Bound by WEB-INF/glassfish-resources.xml, where its pool can be tuned. */
    static final String QUEUES = "java:app/carillon/queues";

    private static final Logger LOG = Logger.getLogger(HandOff.class.getName());
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(500);

    @Resource(lookup = QUEUES)
    private QueueConnectionFactory connections;

    @Inject
    private Threads threads;

    private Executor executor;
    private final int bound = Setting.QUEUE_BOUND.number();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean away;
    private volatile long askAgainAt = System.nanoTime();

    /** For the container. */
    public HandOff() {}

    /** For tests that bring their own connections, and threads to ask on. */
    HandOff(QueueConnectionFactory connections, Executor executor) {
        this.connections = connections;
        this.executor = executor;
    }

    /** How many ids of one queue Redis holds at most, when its lanes share them alike. */
    public int bound() {
        return bound;
    }

    /**
     * Adds due runs; in one round trip, whatever the number of lanes.
     *
     * @param bound how many ids one lane holds at most
     * @return the lanes that hold as many as they may: some of their runs did not fit and wait in the database
     * @throws HandOffException at once while Redis is away
     */
    public Set<Lane> offer(Collection<DueEntry> runs, int bound) {
        List<QueueEntry> entries = runs.stream()
                .map(run -> new QueueEntry(of(run.lane()), run.run().toString(), run.score()))
                .toList();
        Map<QueueLane, QueueConnection.Offered> offered = call(connection -> connection.offer(entries, bound));
        return offered.keySet().stream()
                .filter(lane -> offered.get(lane).left() > 0)
                .map(lane -> new Lane(lane.queue(), lane.tenant()))
                .collect(Collectors.toSet());
    }

    /**
     * How many ids each of the lanes holds, in the order asked.
     *
     * @throws HandOffException at once while Redis is away
     */
    public List<Long> sizes(List<Lane> lanes) {
        List<QueueLane> asked = lanes.stream().map(HandOff::of).toList();
        return call(connection -> connection.sizes(asked));
    }

    private static QueueLane of(Lane lane) {
        return new QueueLane(lane.queue(), lane.tenant());
    }

    /**
     * True from a failure until Redis has answered again. Has it asked when that was not done for half a second, and does
     * not wait for the answer: a Redis that hangs must not hold up who hands runs out without it.
     */
    public boolean isAway() {
        if (away && System.nanoTime() - askAgainAt >= 0 && asking.compareAndSet(false, true)) {
            executor().execute(this::ask);
        }
        return away;
    }

    private void ask() {
        try {
            answers();
        } finally {
            asking.set(false);
        }
    }

    private Executor executor() {
        return executor == null ? threads.executor() : executor;
    }

    /** Asks Redis, unless it was found away less than half a second ago; true when it answers. */
    public boolean answers() {
        try {
            return call(connection -> {
                connection.ping();
                return true;
            });
        } catch (HandOffException e) {
            LOG.finest(e::getMessage);
            return false;
        }
    }

    private <T> T call(Call<T> call) {
        if (away && System.nanoTime() - askAgainAt < 0) {
            throw new HandOffException(new ResourceException("asked a moment ago"));
        }
        try (QueueConnection connection = connections.connection()) {
            T answer = call.on(connection);
            if (away) {
                away = false;
                LOG.info("event=redis-back");
            }
            return answer;
        } catch (ResourceException e) {
            if (!away) {
                LOG.warning(() ->
                        "event=redis-away next=\"hand-off through the cluster\" error=\"" + e.getMessage() + "\"");
            }
            askAgainAt = System.nanoTime() + ASK_AGAIN_AFTER.toNanos();
            away = true;
            throw new HandOffException(e);
        }
    }

    /** One round trip. */
    @FunctionalInterface
    private interface Call<T> {
        T on(QueueConnection connection) throws ResourceException;
    }
}
