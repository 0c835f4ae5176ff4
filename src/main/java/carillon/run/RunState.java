package carillon.run;

/** The states of a run; names are the contract's and the database's. */
public enum RunState {
    /** Waits for its due time, or is due and waits for a worker. */
    scheduled,
    /** A member performs an attempt. */
    active,
    /** Waits for its next attempt. */
    retrying,
    succeeded,
    /** Dead letter: attempts used up, or a failure that another attempt cannot mend. */
    failed,
    cancelled,
    /** The instant passed without a run; the reason says why. */
    skipped;

    /** True for the states that a run never leaves. */
    public boolean isFinal() {
        return ordinal() >= succeeded.ordinal();
    }
}
