package carillon.handler;

import java.time.Duration;

/**
 * Decides whether a host is worth a call: after a run of failures it is left alone for a while, then tried with one call,
 * and, should that fail too, left alone for longer. Not thread-safe; times are the JVM's monotonic clock's.
 */
final class Breaker {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** How soon others may look again while one call tries the host. */
    private static final Duration TRIAL = Duration.ofSeconds(5);

    private final Rules rules;
    private int failures;
    private int openings;
    private boolean open;
    private long openUntil;
    /** The one call that tries an open host; null when none does. */
    private Object trial;

    Breaker(Rules rules) {
        this.rules = rules;
    }

    /** Zero when the call may be made, and is expected to be told of when it has {@link #ended}; else how long to wait. */
    Duration admit(Object call, long now) {
        if (!open) {
            return Duration.ZERO;
        }
        if (now - openUntil < 0) {
            return Duration.ofNanos(openUntil - now);
        }
        if (trial != null) {
            return TRIAL;
        }
        trial = call;
        return Duration.ZERO;
    }

    /** What the end of a call that was let pass changes. */
    Change ended(Object call, Health health, long now) {
        boolean tried = call == trial;
        if (tried) {
            trial = null;
        }
        return switch (health) {
            case UNKNOWN -> Change.NONE;
            case GOOD -> good();
            case BAD -> bad(tried, now);
        };
    }

    private Change good() {
        Change change = open ? Change.CLOSED : Change.NONE;
        failures = 0;
        openings = 0;
        open = false;
        return change;
    }

    /** Those that were under way when it opened say nothing new. */
    private Change bad(boolean tried, long now) {
        failures++;
        boolean opens = open ? tried : rules.failures() > 0 && failures >= rules.failures();
        if (!opens) {
            return Change.NONE;
        }
        open = true;
        openings++;
        openUntil = now + pause().toNanos();
        return Change.OPENED;
    }

    /** How long it is open after its newest opening. */
    Duration pause() {
        Duration longest = rules.open().compareTo(LONGEST) > 0 ? rules.open() : LONGEST;
        Duration doubled = rules.open().multipliedBy(1L << Math.min(Math.max(openings - 1, 0), 20));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    /** Failures since the last call that went well. */
    int failures() {
        return failures;
    }

    boolean isOpen() {
        return open;
    }

    /** True while it remembers nothing. */
    boolean isFresh() {
        return failures == 0 && trial == null;
    }

    /** What a call tells of the host that it went to. */
    enum Health {
        /** The host answered, be it with a refusal. */
        GOOD,
        /** It did not, or a gateway answered in its place. */
        BAD,
        /** The call was given up before it could tell. */
        UNKNOWN
    }

    /** What an end of a call may change. */
    enum Change {
        NONE,
        OPENED,
        CLOSED
    }

    /**
     * When it opens, and for how long.
     *
     * @param failures in a row; 0: never
     * @param open at first; doubled with each failed trial, up to 5 minutes
     */
    record Rules(int failures, Duration open) {}
}
