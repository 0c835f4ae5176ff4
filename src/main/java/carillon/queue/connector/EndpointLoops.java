package carillon.queue.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkAdapter;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The loops of one activated endpoint, from activation to deactivation. */
final class EndpointLoops extends WorkAdapter {

    private static final Logger LOG = Logger.getLogger(EndpointLoops.class.getName());

    private final WorkManager workManager;
    private final MessageEndpointFactory endpoints;
    private final RedisConnector connector;
    private final Outage outage;
    private final FailureLog failures = new FailureLog();
    private final StopSignal stop = new StopSignal();
    private final List<HandOffLoop> running = new CopyOnWriteArrayList<>();

    EndpointLoops(WorkManager workManager, MessageEndpointFactory endpoints, RedisConnector connector, Outage outage) {
        this.workManager = workManager;
        this.endpoints = endpoints;
        this.connector = connector;
        this.outage = outage;
    }

    void start(int loops) throws ResourceException {
        try {
            for (int started = 0; started < loops; started++) {
                startOne();
            }
        } catch (WorkException refused) {
            requestStop();
            throw refused;
        }
    }

    private void startOne() throws WorkException {
        RedisSession redis = new RedisSession(connector, outage, failures, stop);
        HandOffLoop loop = new HandOffLoop(redis, new EndpointCaller(endpoints, failures), failures, stop);
        running.add(loop);
        workManager.scheduleWork(loop, WorkManager.INDEFINITE, null, this);
    }

    @Override
    public void workRejected(WorkEvent event) {
        running.remove(event.getWork());
        LOG.log(Level.SEVERE, "hand-off-loop-refused next=\"redeploy to take runs here\"", event.getException());
    }

    /** A loop ends at a stop only; the container may refuse one in its own way before it runs. */
    @Override
    public void workCompleted(WorkEvent event) {
        running.remove(event.getWork());
        if (!stop.isRequested()) {
            LOG.log(Level.SEVERE, "hand-off-loop-ended next=\"redeploy to take runs here\"", event.getException());
        }
    }

    void requestStop() {
        stop.request();
    }

    /** Returns when the loops have ended, at the latest after that time. */
    void stop(Duration longest) {
        requestStop();
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            if (!awaitEnds(longest.dividedBy(2))) {
                running.forEach(HandOffLoop::cutOff);
                if (!awaitEnds(Duration.ofNanos(deadline - System.nanoTime()))) {
                    LOG.log(
                            Level.WARNING,
                            "hand-off-loop-busy after={0} next=\"leaving it to end by itself\"",
                            longest);
                }
            }
        } catch (InterruptedException e) {
            running.forEach(HandOffLoop::cutOff);
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitEnds(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        for (HandOffLoop loop : running) {
            if (!loop.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }
}
