package carillon.handler;

import java.net.URI;
import java.util.Locale;

/**
 * Where a call goes: scheme, host and port.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case
 */
record Origin(String scheme, String host, int port) {

    static Origin of(URI url) {
        return new Origin(
                url.getScheme().toLowerCase(Locale.ROOT), url.getHost().toLowerCase(Locale.ROOT), portOf(url));
    }

    /** The one that the URL names, or the standard one of its scheme. */
    static int portOf(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
