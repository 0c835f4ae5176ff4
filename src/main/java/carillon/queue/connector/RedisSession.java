package carillon.queue.connector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** One loop's connection to Redis, opened again after every loss. */
final class RedisSession {

    /** Short, so that new queues and a stop are noticed. */
    private static final Duration BLOCK = Duration.ofMillis(500);

    /** Redis does nothing else while a script pops. */
    private static final int MOST_AT_ONCE = 1_000;

    private final RedisConnector connector;
    private final Outage outage;
    private final FailureLog failures;
    private final StopSignal stop;
    private final Backoff backoff = new Backoff();
    private volatile QueueReader queues;
    private boolean failedBefore;

    RedisSession(RedisConnector connector, Outage outage, FailureLog failures, StopSignal stop) {
        this.connector = connector;
        this.outage = outage;
        this.failures = failures;
        this.stop = stop;
    }

    /** Whether there is a connection; if there was none, it was tried once, after a pause if it had failed before. */
    boolean connected() {
        if (queues == null) {
            if (failedBefore) {
                stop.pause(backoff.next());
            }
            if (!stop.isRequested()) {
                open();
            }
        }
        return queues != null;
    }

    private void open() {
        Jedis redis = null;
        try {
            redis = connector.connect("carillon-in", BLOCK);
            redis.ping(); // A server that still loads its data lets us in, but answers nothing else.
            queues = new QueueReader(redis, new QueueKeys(connector.settings().prefix()));
            outage.back(this);
        } catch (RuntimeException unreachable) {
            if (redis != null) {
                RedisConnector.close(redis);
            }
            failed(unreachable);
            outage.lost(this, unreachable);
        }
    }

    /**
     * What could be had, in the order of turns; waits half a second for a first id if it is asked to. What was popped before Redis was lost is
     * answered too.
     */
    List<PoppedRun> pop(Demand asked) {
        List<PoppedRun> popped = new ArrayList<>();
        try {
            pop(queues, asked, popped);
            backoff.reset();
        } catch (RuntimeException gone) {
            lost(gone);
        }
        return popped;
    }

    private void pop(QueueReader from, Demand asked, List<PoppedRun> popped) {
        int most = Math.min(asked.ids(), MOST_AT_ONCE);
        popped.addAll(from.pop(most, asked));
        if (popped.isEmpty() && asked.waits() && !stop.isRequested() && from.await(asked.queueNames(), BLOCK)) {
            popped.addAll(from.pop(most, asked));
        }
    }

    /** Whether the ids are in Redis again; those that are not will be dispatched anew from the store. */
    boolean putBack(List<PoppedRun> popped) {
        QueueReader to = queues;
        if (to == null) {
            return false;
        }
        try {
            to.putBack(popped);
            return true;
        } catch (RuntimeException gone) {
            lost(gone);
            return false;
        }
    }

    /** Ends a blocked pop as well; from any thread. */
    void close() {
        QueueReader open = queues;
        queues = null;
        if (open != null) {
            RedisConnector.close(open.redis());
        }
        outage.leave(this);
    }

    private void lost(RuntimeException cause) {
        if (stop.isRequested()) {
            return; // Our own close ended the pop.
        }
        failed(cause);
        if (cause instanceof JedisDataException) {
            failures.failed("redis-refused", cause);
        } else {
            outage.lost(this, cause);
        }
    }

    private void failed(RuntimeException cause) {
        failedBefore = true;
        QueueReader broken = queues;
        queues = null;
        if (broken != null) {
            RedisConnector.close(broken.redis());
        }
    }
}
