package carillon.event;

/** Where the frames of a listener go. Called by one thread at a time. */
public interface Sink {

    /**
     * Returns when the frame is on its way; may block while the listener does not read.
     *
     * @throws RuntimeException when the listener is gone
     */
    void send(Frame frame);

    /** Ends the connection; may be called more than once, and while {@link #send} is under way. */
    void close();
}
