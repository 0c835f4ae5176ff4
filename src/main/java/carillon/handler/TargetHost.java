package carillon.handler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this member knows of one target host: calls under way, calls that wait for their turn, and whether it answers. As
 * many wait as are under way at most. Not thread-safe: {@link TargetHosts} lets one thread at a time in.
 *
 * @param <C> a call
 */
final class TargetHost<C> {

    private final int limit;
    private final Breaker breaker;
    private final Set<C> underWay = new HashSet<>();
    private final Deque<C> waiting = new ArrayDeque<>();
    /** True from when one waited in vain until the host has room: others would, too. */
    private boolean slow;

    TargetHost(int limit, Breaker.Rules rules) {
        this.limit = limit;
        this.breaker = new Breaker(rules);
    }

    Admission come(C call, long now) {
        Duration closed = breaker.admit(call, now);
        if (!closed.isZero()) {
            return new Admission(Admission.Kind.BROKEN, closed, breaker.failures());
        }
        if (underWay.size() < limit) {
            underWay.add(call);
            return Admission.START;
        }
        if (!slow && waiting.size() < limit) {
            waiting.add(call);
            return Admission.WAIT;
        }
        breaker.ended(call, Breaker.Health.UNKNOWN, now);
        return Admission.FULL;
    }

    /** Whether the call still waited, in vain as it turned out; it does not any more. */
    boolean loseHope(C call, long now) {
        boolean waited = giveUp(call, now);
        slow |= waited;
        return waited;
    }

    /** Whether the call still waited; it does not any more. */
    boolean giveUp(C call, long now) {
        boolean waited = waiting.remove(call);
        if (waited) {
            breaker.ended(call, Breaker.Health.UNKNOWN, now);
        }
        return waited;
    }

    Breaker.Change leave(C call, Breaker.Health health, long now) {
        return underWay.remove(call) ? breaker.ended(call, health, now) : Breaker.Change.NONE;
    }

    /** Those that waited and are to be started now. */
    List<C> next(long now) {
        List<C> started = new ArrayList<>();
        while (underWay.size() < limit && !waiting.isEmpty() && mayPass(waiting.peek(), now)) {
            C call = waiting.remove();
            underWay.add(call);
            started.add(call);
        }
        slow &= underWay.size() == limit;
        return started;
    }

    /** Those that wait stay until the host is open to calls again, or until their patience ends. */
    private boolean mayPass(C call, long now) {
        return breaker.admit(call, now).isZero();
    }

    /** True when there is nothing worth remembering. */
    boolean isIdle() {
        return underWay.isEmpty() && waiting.isEmpty() && breaker.isFresh();
    }

    HttpStanding standing() {
        return new HttpStanding(underWay.size(), waiting.size(), breaker.isOpen() ? 1 : 0);
    }

    Duration pause() {
        return breaker.pause();
    }

    int failures() {
        return breaker.failures();
    }

    /**
     * What becomes of a call that comes.
     *
     * @param pause until the host may be called again; zero unless broken
     * @param failures in a row before
     */
    record Admission(Kind kind, Duration pause, int failures) {

        static final Admission START = new Admission(Kind.START, Duration.ZERO, 0);
        static final Admission WAIT = new Admission(Kind.WAIT, Duration.ZERO, 0);
        static final Admission FULL = new Admission(Kind.FULL, Duration.ZERO, 0);

        enum Kind {
            START,
            WAIT,
            /** As many wait already as may. */
            FULL,
            /** The breaker is open. */
            BROKEN
        }
    }
}
