package carillon.scenario;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Attempts that a target has taken over, and ends by their tokens. Some are given heartbeats, some have failed, and some die:
 * then nobody says anything any more. Which does what follows from run and attempt, so that no attempt that dies is followed by
 * one that does.
 */
final class GoingOn implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int MANNERS = 5;
    private static final int OVER = 409;
    private static final Duration STEP = Duration.ofMillis(600);

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Queue<Call> calls;
    private final Queue<Call> confirmed = new ConcurrentLinkedQueue<>();
    private final Supplier<Api> members;

    /**
     * @param calls is told of what has been done, before anybody else is
     * @param members some member, another with each call
     */
    GoingOn(Queue<Call> calls, Supplier<Api> members) {
        this.calls = calls;
        this.members = members;
    }

    /** Takes the attempt of the request over, once it has been answered. */
    void takeOver(HttpExchange call, UUID run, int attempt) {
        Attempt taken = new Attempt(run, attempt, call.getRequestHeaders().getFirst("Carillon-Token"));
        switch (Math.floorMod(run.hashCode() + attempt, MANNERS)) {
            case 0 -> {
                // It dies at once.
            }
            case 1 -> after(STEP, () -> say(taken, "heartbeat", "{\"progress\":0.5"));
            case 2 -> after(STEP, () -> untilHeard(taken, "fail", "{\"error\":\"no luck\""));
            case 3 -> {
                after(STEP, () -> say(taken, "heartbeat", "{\"progress\":0.5,\"message\":\"half of it\""));
                after(STEP.multipliedBy(2), () -> succeed(taken));
            }
            default -> after(STEP.dividedBy(2), () -> succeed(taken));
        }
    }

    private void after(Duration pause, Runnable step) {
        threads.schedule(step, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void succeed(Attempt taken) {
        calls.add(new Call(taken.run(), taken.number(), Instant.now(), Witness.OK));
        untilHeard(taken, "succeed", "{\"result\":{\"by\":\"itself\"}");
    }

    /** Says it again until it is told that it is so, or that the attempt is over. */
    private void untilHeard(Attempt taken, String what, String begun) {
        int status = say(taken, what, begun);
        if (status / 100 == 2 && what.equals("succeed")) {
            confirmed.add(new Call(taken.run(), taken.number(), Instant.now(), Witness.OK));
        } else if (status / 100 != 2 && status != OVER) {
            after(STEP, () -> untilHeard(taken, what, begun));
        }
    }

    /** What it was answered; 0 for no answer. */
    private int say(Attempt taken, String what, String begun) {
        try {
            return members.get()
                    .post("api/v1/runs/" + taken.run() + "/" + what, begun + ",\"token\":\"" + taken.token() + "\"}")
                    .status();
        } catch (IOException | RuntimeException noAnswer) {
            return 0;
        }
    }

    /** Those of which a member has said that they have succeeded. */
    Collection<Call> confirmed() {
        return confirmed;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Whoever has the token may speak for it. */
    private record Attempt(UUID run, int number, String token) {}
}
