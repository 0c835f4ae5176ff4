package carillon.handler;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/** Says in plain words why an exchange got no answer. */
final class NetworkError {

    private NetworkError() {}

    /**
     * @param target of the request; its host and port are named where the connection failed
     */
    static String describe(Throwable failure, URI target) {
        String server = server(target);
        if (found(failure, HttpConnectTimeoutException.class) != null) {
            return "could not connect to " + server + " in time";
        }
        if (found(failure, UnresolvedAddressException.class) != null
                || found(failure, UnknownHostException.class) != null) {
            return "could not find the address of host " + target.getHost();
        }
        ConnectException refused = found(failure, ConnectException.class);
        if (refused != null) {
            // The client tries once more on the closed channel, and so loses the message of the first refusal.
            return "could not connect to " + server + ": " + messageOf(refused, "Connection refused");
        }
        SSLException tls = found(failure, SSLException.class);
        return tls != null
                ? "TLS with " + server + " failed: " + messageOf(tls, "no reason given")
                : afterConnecting(failure, server);
    }

    /** What a job's rules choose it by. */
    static FailureKind kind(Throwable failure) {
        if (found(failure, HttpConnectTimeoutException.class) != null) {
            return FailureKind.of("connect", "timeout", "network");
        }
        if (found(failure, UnresolvedAddressException.class) != null
                || found(failure, UnknownHostException.class) != null) {
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
        ProtocolException nonsense = found(failure, ProtocolException.class);
        if (nonsense != null) {
            return server + " did not answer in HTTP: " + messageOf(nonsense, "no reason given");
        }
        if (found(failure, EOFException.class) != null) {
            return server + " closed the connection before its answer was complete";
        }
        // The client's own words on top say how far it was; those of the socket below say why.
        IOException lost = found(unwrapped(failure).getCause(), IOException.class);
        return lost != null
                ? server + " broke off: " + messageOf(lost, "no reason given")
                : ErrorLine.of(unwrapped(failure));
    }

    /**
     * True when the request was not sent because the target allows no more exchanges on the HTTP/2 connection that the
     * client shares. The client says so by this message alone; were it worded otherwise, the attempt would be retried.
     */
    static boolean isNoFreeStream(Throwable failure) {
        return "too many concurrent streams".equals(unwrapped(failure).getMessage());
    }

    private static Throwable unwrapped(Throwable failure) {
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
        int standard = target.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return target.getHost() + ":" + (target.getPort() < 0 ? standard : target.getPort());
    }
}
