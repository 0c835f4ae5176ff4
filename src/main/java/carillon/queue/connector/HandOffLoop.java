package carillon.queue.connector;

import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks an endpoint what it can take, pops that, and delivers it, until a stop is requested. */
final class HandOffLoop implements Work, WorkContextProvider {

    /** Guards against an endpoint that answers "nothing" without waiting. */
    private static final Duration UNWANTED = Duration.ofMillis(20);

    private final transient RedisSession redis;
    private final transient EndpointCaller endpoint;
    private final transient FailureLog failures;
    private final transient StopSignal stop;
    private final transient Backoff backoff = new Backoff();
    private final transient CountDownLatch ended = new CountDownLatch(1);

    /** What the endpoint has reserved and was not answered, because the container failed in between. */
    private transient Demand owed = Demand.NONE;

    HandOffLoop(RedisSession redis, EndpointCaller endpoint, FailureLog failures, StopSignal stop) {
        this.redis = redis;
        this.endpoint = endpoint;
        this.failures = failures;
        this.stop = stop;
    }

    @Override
    public void run() {
        try {
            while (!stop.isRequested()) {
                guardedTurn();
            }
        } finally {
            end();
        }
    }

    private void end() {
        try {
            redis.close();
            endpoint.release();
        } finally {
            ended.countDown();
        }
    }

    private void guardedTurn() {
        try {
            turn();
            backoff.reset();
        } catch (EndpointFailedException failure) {
            stepBack("endpoint-failed", failure);
        } catch (Throwable failure) {
            stepBack("hand-off-failed", failure);
        }
    }

    /** An endpoint that is being stopped may refuse us: nobody needs to know. */
    private void stepBack(String event, Throwable failure) {
        if (!stop.isRequested()) {
            failures.failed(event, failure);
            stop.pause(backoff.next());
        }
    }

    private void turn() {
        answerOwed();
        if (!redis.connected()) {
            return;
        }
        Demand asked = endpoint.demand();
        if (asked.isNone()) {
            stop.pause(UNWANTED);
            return;
        }
        deliver(asked, redis.pop(asked));
    }

    private void deliver(Demand asked, List<PoppedRun> popped) {
        // Another member starts them sooner than one that is about to stop.
        boolean takenBack = stop.isRequested() && redis.putBack(popped);
        List<PoppedRun> delivered = takenBack ? List.of() : popped;
        try {
            giveBack(
                    delivered,
                    endpoint.deliver(
                            asked, delivered.stream().map(PoppedRun::runId).toList()));
        } catch (EndpointFailedException failure) {
            if (!failure.reached()) {
                owed = asked;
            }
            takeBack(delivered);
            throw failure;
        }
    }

    private void giveBack(List<PoppedRun> delivered, List<String> refused) {
        if (!refused.isEmpty()) {
            Set<String> ids = Set.copyOf(refused);
            takeBack(delivered.stream().filter(run -> ids.contains(run.runId())).toList());
        }
    }

    /** Its places would stay reserved for ever. */
    private void answerOwed() {
        if (!owed.isNone()) {
            endpoint.deliver(owed, List.of());
            owed = Demand.NONE;
        }
    }

    /** Some of them may have been claimed before the failure: those are found out at the next claim. */
    private void takeBack(List<PoppedRun> popped) {
        if (!redis.putBack(popped)) {
            failures.failed(
                    "ids-not-put-back",
                    new IllegalStateException(popped.size() + " ids are not in Redis; they are dispatched anew"));
        }
    }

    /** Whether the loop ended within the time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Wakes a blocked pop, at the risk of the one id that Redis may be sending just now. */
    void cutOff() {
        redis.close();
    }

    /**
     * Requests a stop; a blocked pop ends by itself within half a second, so that no id is lost on its way.
     */
    @Override
    public void release() {
        stop.request();
    }

    @Override
    public List<WorkContext> getWorkContexts() {
        HintsContext hints = new HintsContext();
        hints.setName("carillon-queue");
        hints.setHint(HintsContext.LONGRUNNING_HINT, true);
        return List.of(hints);
    }
}
