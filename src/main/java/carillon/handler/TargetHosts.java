package carillon.handler;

import carillon.handler.TargetHost.Admission;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * Lets calls of this member pass to their hosts: no more at once to one host than its limit, and none for a while to one
 * that does not answer. Whatever does not get its turn soon is postponed, so that it takes up no place of the member's.
 */
final class TargetHosts {

    private static final Logger LOG = Logger.getLogger(TargetHosts.class.getName());

    /** So long a call waits for its turn before it is postponed. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 5;

    /** A call that gave its host less time than this says nothing of it. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private static final Set<String> OF_GATEWAYS = Set.of("502", "503", "504");

    private final int limit;
    private final Breaker.Rules rules;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Origin, TargetHost<Turn>> hosts = new ConcurrentHashMap<>();

    /**
     * @param limit calls under way to one host at most
     * @param clock for people
     * @param nanoTime the JVM's monotonic clock, or a test's
     */
    TargetHosts(int limit, Breaker.Rules rules, ScheduledExecutorService timer, Clock clock, LongSupplier nanoTime) {
        this.limit = limit;
        this.rules = rules;
        this.timer = timer;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Starts the call when it is its turn. Cancelling the future cancels the call, whether it waits or is under way.
     *
     * @param timeout of the call, which counts from its start
     */
    CompletableFuture<Outcome> perform(
            Origin origin, int attempt, Duration timeout, Supplier<CompletableFuture<Outcome>> call) {
        Turn turn = new Turn(origin, attempt, timeout, call, new CompletableFuture<>());
        AtomicReference<Admission> admission = new AtomicReference<>();
        hosts.compute(origin, (same, known) -> {
            TargetHost<Turn> host = known == null ? new TargetHost<>(limit, rules) : known;
            admission.set(host.come(turn, nanoTime.getAsLong()));
            return host;
        });
        turn.outcome.whenComplete((outcome, cancelled) -> leave(turn, outcome));
        switch (admission.get().kind()) {
            case START -> start(turn);
            case WAIT -> timer.schedule(() -> giveUp(turn), PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            case FULL -> postpone(turn);
            case BROKEN -> refuse(turn, admission.get());
        }
        return turn.outcome;
    }

    private void start(Turn turn) {
        CompletableFuture<Outcome> call;
        try {
            call = turn.call.get();
        } catch (RuntimeException e) {
            turn.outcome.complete(Outcome.Failed.retryable("not started: " + ErrorLine.of(e)));
            return;
        }
        call.whenComplete((outcome, failure) -> {
            if (failure == null) {
                turn.outcome.complete(outcome);
            } else {
                turn.outcome.completeExceptionally(failure);
            }
        });
        turn.outcome.whenComplete((outcome, cancelled) -> call.cancel(true));
    }

    private void leave(Turn turn, Outcome outcome) {
        AtomicReference<Breaker.Change> change = new AtomicReference<>(Breaker.Change.NONE);
        AtomicReference<List<Turn>> next = new AtomicReference<>(List.of());
        hosts.computeIfPresent(turn.origin, (same, host) -> {
            long now = nanoTime.getAsLong();
            host.giveUp(turn, now);
            change.set(host.leave(turn, health(turn, outcome), now));
            next.set(host.next(now));
            log(same, host, change.get());
            return host.isIdle() ? null : host;
        });
        next.get().forEach(this::start);
    }

    private void giveUp(Turn turn) {
        boolean[] waited = {false};
        hosts.computeIfPresent(turn.origin, (same, host) -> {
            waited[0] = host.loseHope(turn, nanoTime.getAsLong());
            return host;
        });
        if (waited[0]) {
            postpone(turn);
        }
    }

    /** The later the more often it was so: runs that wait for a slow host must not be claimed all the time. */
    private void postpone(Turn turn) {
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(turn.attempt - 1, MOST_DOUBLINGS));
        turn.outcome.complete(new Outcome.Postponed(
                "this member has " + limit + " calls to " + turn.origin
                        + " under way, as many as carillon.http.per-host allows",
                spread(pause)));
    }

    private void refuse(Turn turn, Admission admission) {
        Duration wait = admission.pause();
        turn.outcome.complete(new Outcome.Postponed(
                "refused by the breaker of " + turn.origin + " until "
                        + clock.instant().plus(wait).truncatedTo(ChronoUnit.SECONDS) + ": the last "
                        + admission.failures() + " calls from this member got no answer",
                wait.plus(wait.dividedBy(10)
                        .multipliedBy(ThreadLocalRandom.current().nextInt(101))
                        .dividedBy(100))));
    }

    /** Half to one and a half of it, so that not all come back at once. */
    private static Duration spread(Duration pause) {
        return pause.dividedBy(2).plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() + 1));
    }

    /**
     * @param outcome null when the call was cancelled
     */
    private static Breaker.Health health(Turn turn, Outcome outcome) {
        if (outcome == null || outcome instanceof Outcome.Postponed) {
            return Breaker.Health.UNKNOWN;
        }
        Set<String> words =
                outcome instanceof Outcome.Failed failed ? failed.kind().words() : Set.of("2xx");
        if (words.contains("network") || words.stream().anyMatch(OF_GATEWAYS::contains)) {
            boolean hasty = words.contains("timeout") && turn.timeout.compareTo(TELLING) < 0;
            return hasty ? Breaker.Health.UNKNOWN : Breaker.Health.BAD;
        }
        return words.isEmpty() ? Breaker.Health.UNKNOWN : Breaker.Health.GOOD;
    }

    private static void log(Origin origin, TargetHost<Turn> host, Breaker.Change change) {
        if (change == Breaker.Change.OPENED) {
            LOG.warning(() -> "event=breaker-opened target=" + origin + " failures=" + host.failures() + " wait="
                    + host.pause() + " next=\"its runs are postponed\"");
        } else if (change == Breaker.Change.CLOSED) {
            LOG.info(() -> "event=breaker-closed target=" + origin);
        }
    }

    HttpStanding standing() {
        AtomicReference<HttpStanding> sum = new AtomicReference<>(HttpStanding.NONE);
        for (Origin origin : hosts.keySet()) {
            hosts.computeIfPresent(origin, (same, host) -> {
                sum.set(sum.get().plus(host.standing()));
                return host;
            });
        }
        return sum.get();
    }

    /** Each is equal to itself only. */
    private static final class Turn {

        private final Origin origin;
        private final int attempt;
        private final Duration timeout;
        private final Supplier<CompletableFuture<Outcome>> call;
        private final CompletableFuture<Outcome> outcome;

        Turn(
                Origin origin,
                int attempt,
                Duration timeout,
                Supplier<CompletableFuture<Outcome>> call,
                CompletableFuture<Outcome> outcome) {
            this.origin = origin;
            this.attempt = attempt;
            this.timeout = timeout;
            this.call = call;
            this.outcome = outcome;
        }
    }
}
