package carillon.cluster;

/** What there may be to do for the active timer; the kinds of view {@code timer_work}. */
public enum Work {
    /** A cursor comes within the time that is fired ahead. */
    FIRE,
    /** A run is open: it may have to be handed out, taken back or given up. */
    RUNS,
    /** A pause of a job comes to its end. */
    PAUSES,
    /** A job that counts from the end of its last run has no next instant. */
    FOLLOWING,
    /** A blackout that skips holds, or begins. */
    BLACKOUTS,
    /** People have asked for something to be done with many runs. */
    ACTIONS,
    /** A limit was set and has not taken effect. */
    LIMITS,
    /** A table has grown a lot since PostgreSQL last looked at it. */
    GROWTH
}
