package carillon.handler;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;

/** Says in plain words why an exchange got no answer. */
final class NetworkError {

    private NetworkError() {}

    /**
     * @param target of the request; its host and port are named where the connection failed
     */
    static String describe(Throwable failure, URI target) {
        String server = server(target);
        RefusedTargetException forbidden = found(failure, RefusedTargetException.class);
        if (forbidden != null) {
            return forbidden.getMessage();
        }
        if (found(failure, SocketTimeoutException.class) != null) {
            return "could not connect to " + server + " in time";
        }
        if (found(failure, UnknownHostException.class) != null) {
            return "could not find the address of host " + target.getHost();
        }
        ConnectException refused = found(failure, ConnectException.class);
        if (refused != null) {
            return "could not connect to " + server + ": " + messageOf(refused, "Connection refused");
        }
        SSLException tls = found(failure, SSLException.class);
        return tls != null
                ? "TLS with " + server + " failed: " + messageOf(tls, "no reason given")
                : afterConnecting(failure, server);
    }

    /** What a job's rules choose it by. */
    static FailureKind kind(Throwable failure) {
        if (found(failure, SocketTimeoutException.class) != null) {
            return FailureKind.of("connect", "timeout", "network");
        }
        if (found(failure, UnknownHostException.class) != null) {
            return FailureKind.of("dns", "network");
        }
        if (found(failure, ConnectException.class) != null) {
            return FailureKind.of("connect", "network");
        }
        return found(failure, SSLException.class) != null
                ? FailureKind.of("tls", "network")
                : FailureKind.of("network");
    }

    private static String afterConnecting(Throwable failure, String server) {
        if (found(failure, HttpResponseException.class) != null
                || nonsense(failure).isPresent()) {
            return server + " did not answer in HTTP"
                    + nonsense(failure)
                            .map(HttpException::getReason)
                            .map(": "::concat)
                            .orElse("");
        }
        if (found(failure, EOFException.class) != null || found(failure, ClosedChannelException.class) != null) {
            return server + " closed the connection before its answer was complete";
        }
        // The client's own words on top say how far it was; those of the socket below say why.
        IOException lost = found(unwrapped(failure).getCause(), IOException.class);
        return lost != null
                ? server + " broke off: " + messageOf(lost, "no reason given")
                : ErrorLine.of(unwrapped(failure));
    }

    /** What the client found wrong. Its own words name the connection as well, which differs from one attempt to the next. */
    private static Optional<HttpException> nonsense(Throwable failure) {
        return ErrorLine.causes(failure)
                .filter(HttpException.class::isInstance)
                .map(HttpException.class::cast)
                .findFirst();
    }

    /** True when the guard let the address not pass: another attempt would not either. */
    static boolean isRefused(Throwable failure) {
        return found(failure, RefusedTargetException.class) != null;
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The outermost of that type among the failure and its causes; null when there is none. */
    private static <T extends Throwable> T found(Throwable failure, Class<T> type) {
        return ErrorLine.causes(failure)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    private static String messageOf(Throwable failure, String otherwise) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? otherwise : message;
    }

    private static String server(URI target) {
        return target.getHost() + ":" + Origin.portOf(target);
    }
}
