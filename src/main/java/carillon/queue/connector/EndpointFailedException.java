package carillon.queue.connector;

/** The endpoint, or the container around it, threw. */
final class EndpointFailedException extends RuntimeException {

    EndpointFailedException(Throwable cause) {
        super(cause);
    }
}
