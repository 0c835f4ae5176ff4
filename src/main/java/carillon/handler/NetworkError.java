package carillon.handler;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
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
        Throwable cause = unwrapped(failure);
        String server = server(target);
        if (cause instanceof HttpConnectTimeoutException) {
            return "could not connect to " + server + " in time";
        }
        if (isOrCause(cause, UnresolvedAddressException.class) || isOrCause(cause, UnknownHostException.class)) {
            return "could not find the address of host " + target.getHost();
        }
        if (cause instanceof ConnectException) {
            // The client tries once more on the closed channel, and so loses the message of the first refusal.
            return "could not connect to " + server + ": " + messageOf(cause, "Connection refused");
        }
        if (cause instanceof SSLException) {
            return "TLS with " + server + " failed: " + messageOf(cause, "no reason given");
        }
        if (cause instanceof ProtocolException) {
            return server + " did not answer in HTTP: " + messageOf(cause, "no reason given");
        }
        if (isOrCause(cause, EOFException.class)) {
            return server + " closed the connection before its answer was complete";
        }
        if (isOrCause(cause, SocketException.class)) {
            return server + " broke off: "
                    + messageOf(cause.getCause() == null ? cause : cause.getCause(), "connection lost");
        }
        return ErrorLine.of(cause);
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

    private static boolean isOrCause(Throwable failure, Class<? extends Throwable> type) {
        return type.isInstance(failure) || type.isInstance(failure.getCause());
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
