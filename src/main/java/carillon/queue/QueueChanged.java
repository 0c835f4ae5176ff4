package carillon.queue;

/**
 * A queue was changed, and the database holds it. Fired as a CDI event on the thread that did it, after the commit or,
 * where the caller's transaction is still open, inside it: observe with {@code AFTER_SUCCESS}.
 *
 * @param by who did it; null when that is not known
 * @param reason null when nobody said
 */
public record QueueChanged(String queue, Change change, String by, String reason) {

    /** What was done; the constants are words of the contract. */
    public enum Change {
        paused,
        resumed,
        limits
    }
}
