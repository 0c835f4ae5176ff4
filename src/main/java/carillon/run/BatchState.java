package carillon.run;

/** Whether a batch is over. Names are the contract's. */
public enum BatchState {
    /** One of its runs is not final. */
    open,
    /** All of its runs are final. */
    ended
}
