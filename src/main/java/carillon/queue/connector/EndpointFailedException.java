package carillon.queue.connector;

/** The endpoint, or the container around it, threw. */
final class EndpointFailedException extends RuntimeException {

    private final boolean reached;

    /** @param reached false when the container failed before the endpoint itself was called */
    EndpointFailedException(Throwable cause, boolean reached) {
        super(cause);
        this.reached = reached;
    }

    boolean reached() {
        return reached;
    }
}
