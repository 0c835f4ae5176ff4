package carillon.handler;

import java.time.Duration;

/**
 * How many processes this member runs at once, and what becomes of attempts that find no place: some wait here, in slots
 * of the worker that others could use, so only few; the rest is postponed, each until about the time when its turn would
 * come, so that a long queue of processes is not claimed again and again while it cannot be worked on. Any thread may ask.
 */
final class ProcessPlaces {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final int places;
    private final int waiting;
    private int taken;
    private double usualNanos = Duration.ofSeconds(1).toNanos();
    private long turnAt = System.nanoTime();

    /**
     * @param places processes that run at once
     * @param slots attempts of any kind that the worker performs at once
     */
    ProcessPlaces(int places, int slots) {
        this.places = places;
        this.waiting = Math.max(0, Math.min(places, (slots - places) / 2));
    }

    int places() {
        return places;
    }

    synchronized ProcessStanding standing() {
        int active = Math.min(taken, places);
        return new ProcessStanding(places, active, taken - active);
    }

    /** False when as many run and wait as may; otherwise {@link #leave} is to be called once. */
    synchronized boolean enter() {
        if (taken >= places + waiting) {
            return false;
        }
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
    }

    /** How long an attempt that may not wait here should be left alone: 1 s to 1 min. */
    synchronized Duration untilTurn() {
        long now = System.nanoTime();
        turnAt = Math.max(turnAt, now) + (long) (usualNanos / places);
        // Turns that nobody was given beyond the longest wait are not kept: the runs come back sooner than that.
        turnAt = Math.min(turnAt, now + LONGEST.toNanos());
        Duration wait = Duration.ofNanos(turnAt - now);
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }
}
