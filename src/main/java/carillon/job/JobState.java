package carillon.job;

/** Whether a job fires. Names are the contract's. */
public enum JobState {
    /** Fires at its instants. */
    active,
    /** Does not fire until it is resumed. */
    paused,
    /** Has no instant left and no run that is not final; derived, never stored. */
    finished
}
