package carillon.queue.connector;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;

/** Calls one message endpoint as the container wants it called; a new endpoint after every failure. One thread's. */
final class EndpointCaller {

    private static final Method DEMAND = listenerMethod("demand");
    private static final Method DELIVER = listenerMethod("deliver", Demand.class, List.class);

    private final MessageEndpointFactory endpoints;
    private final FailureLog failures;
    private MessageEndpoint endpoint;

    EndpointCaller(MessageEndpointFactory endpoints, FailureLog failures) {
        this.endpoints = endpoints;
        this.failures = failures;
    }

    Demand demand() {
        return call(DEMAND, RunListener::demand);
    }

    List<String> deliver(Demand asked, List<String> runIds) {
        return call(DELIVER, listener -> listener.deliver(asked, runIds));
    }

    void release() {
        MessageEndpoint last = endpoint;
        endpoint = null;
        if (last != null) {
            last.release();
        }
    }

    /**
     * A failure of the container's after the endpoint has answered takes nothing away from the answer.
     *
     * @throws EndpointFailedException whatever was thrown, an error too: nothing of the endpoint's ends the loop
     */
    private <T> T call(Method method, Function<RunListener, T> step) {
        T answer = null;
        boolean reached = false;
        try {
            if (endpoint == null) {
                endpoint = endpoints.createEndpoint(null);
            }
            try (Delivery delivery = new Delivery(endpoint, method)) {
                reached = true;
                answer = step.apply(delivery.listener());
            }
        } catch (Throwable failure) {
            releaseAfter(failure);
            if (answer == null) {
                throw new EndpointFailedException(failure, reached);
            }
            failures.failed("endpoint-not-ended", failure);
        }
        return answer;
    }

    private void releaseAfter(Throwable failure) {
        try {
            release();
        } catch (RuntimeException more) {
            failure.addSuppressed(more);
        }
    }

    private static Method listenerMethod(String name, Class<?>... parameters) {
        try {
            return RunListener.class.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bracket around one call; there is no end where there was no beginning. */
    private static final class Delivery implements AutoCloseable {

        private final MessageEndpoint endpoint;

        Delivery(MessageEndpoint endpoint, Method method) throws NoSuchMethodException, ResourceException {
            this.endpoint = endpoint;
            endpoint.beforeDelivery(method);
        }

        RunListener listener() {
            return (RunListener) endpoint;
        }

        @Override
        public void close() throws ResourceException {
            endpoint.afterDelivery();
        }
    }
}
