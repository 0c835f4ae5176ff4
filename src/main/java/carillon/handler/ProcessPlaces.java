package carillon.handler;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How many processes this member runs at once, and what becomes of attempts that find no place: some wait here, in slots
 * of the worker that others could use, so only few; the rest is postponed, each until about the time when its turn would
 * come, so that a long queue of processes is not claimed again and again while it cannot be worked on. How long programs
 * take is a guess from the past; a place that is free calls back those that were postponed first. Any thread may ask.
 */
final class ProcessPlaces {

    private static final Logger LOG = Logger.getLogger(ProcessPlaces.class.getName());

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Longer than one that was called back takes to come; another member may have got it. */
    private static final Duration WAY_BACK = Duration.ofSeconds(2);

    /** More than one minute's worth of programs; of others it does not remember that they wait. */
    private static final int MOST_REMEMBERED = 10_000;

    private final int places;
    private final int waiting;
    private final Executor calls;
    private final LongSupplier nanoTime;
    private final Map<UUID, Postponed> postponed = new LinkedHashMap<>();
    private final Map<UUID, Long> called = new LinkedHashMap<>();
    private int taken;
    private double usualNanos = Duration.ofSeconds(1).toNanos();
    private long turnAt;

    /**
     * @param places processes that run at once
     * @param slots attempts of any kind that the worker performs at once
     * @param calls calls runs back, which takes a statement of the database each
     */
    ProcessPlaces(int places, int slots, Executor calls) {
        this(places, slots, calls, System::nanoTime);
    }

    ProcessPlaces(int places, int slots, Executor calls, LongSupplier nanoTime) {
        this.places = places;
        this.waiting = Math.max(0, Math.min(places, (slots - places) / 2));
        this.calls = calls;
        this.nanoTime = nanoTime;
        this.turnAt = nanoTime.getAsLong();
    }

    int places() {
        return places;
    }

    synchronized ProcessStanding standing() {
        int active = Math.min(taken, places);
        return new ProcessStanding(places, active, taken - active);
    }

    /** False when as many run and wait as may; otherwise {@link #leave} is to be called once. */
    synchronized boolean enter(UUID run) {
        called.remove(run);
        if (isFull()) {
            return false;
        }
        postponed.remove(run);
        taken++;
        return true;
    }

    /**
     * @param ran how long the process ran; null when it never did
     */
    synchronized void leave(Duration ran) {
        taken--;
        if (ran != null) {
            usualNanos += (ran.toNanos() - usualNanos) / 8;
        }
        // Who waited in vain must not be called back to wait again.
        callBack(ran == null ? places : places + waiting);
    }

    /** What becomes of a run that may not wait here: it is left alone for 1 s to 1 min, or until there is a place. */
    synchronized Outcome.Postponed postpone(UUID run) {
        Duration pause = untilTurn();
        Postponed later = new Postponed(new CompletableFuture<>(), nanoTime.getAsLong() + pause.toNanos());
        remember(run, later);
        // A place may have been left since there was none, by the last one that could have called.
        callBack(places);
        return new Outcome.Postponed(
                "all " + places + " places for processes of this member are taken", pause, later.sooner);
    }

    /**
     * Calls the next for places that those who were called have not come to; another member may have got them.
     *
     * @return whether some still wait to be called, so that it is worth while to ask again
     */
    synchronized boolean lookAgain() {
        callBack(places);
        return !postponed.isEmpty();
    }

    private void remember(UUID run, Postponed later) {
        postponed.remove(run);
        if (postponed.size() >= MOST_REMEMBERED) {
            forgetWhoCameBack(nanoTime.getAsLong());
        }
        if (postponed.size() < MOST_REMEMBERED) {
            postponed.put(run, later);
        }
    }

    private void forgetWhoCameBack(long now) {
        postponed.values().removeIf(later -> later.until - now <= 0);
    }

    private Duration untilTurn() {
        long now = nanoTime.getAsLong();
        turnAt = Math.max(turnAt, now) + (long) (usualNanos / places);
        // Turns that nobody was given beyond the longest wait are not kept: the runs come back sooner than that.
        turnAt = Math.min(turnAt, now + LONGEST.toNanos());
        Duration wait = Duration.ofNanos(turnAt - now);
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }

    /** As many as there is room for, those counted that are on their way. */
    private void callBack(int most) {
        if (postponed.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        called.values().removeIf(since -> now - since > WAY_BACK.toNanos());
        if (most - taken - called.size() <= 0) {
            return;
        }
        forgetWhoCameBack(now);
        Iterator<Map.Entry<UUID, Postponed>> oldest = postponed.entrySet().iterator();
        while (most - taken - called.size() > 0 && oldest.hasNext()) {
            Map.Entry<UUID, Postponed> next = oldest.next();
            oldest.remove();
            called.put(next.getKey(), now);
            call(next.getKey(), next.getValue());
        }
    }

    /** What cannot be called, as the container takes no more tasks, comes when its pause is over. */
    private void call(UUID run, Postponed later) {
        try {
            later.sooner.completeAsync(() -> null, calls);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "event=not-recalled run=" + run + " next=\"it waits for its pause\"");
        }
    }

    private boolean isFull() {
        return taken >= places + waiting;
    }

    /**
     * @param sooner completed when there is a place
     * @param until when it comes back by itself, by {@link #nanoTime}
     */
    private record Postponed(CompletableFuture<Void> sooner, long until) {}
}
