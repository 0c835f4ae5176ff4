package carillon.handler;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;

/** The proxy of the JVM for one scheme ({@code https.proxyHost} and so on), used for the hosts that its rules name. */
final class JvmProxy extends HttpProxy {

    private final String scheme;

    private JvmProxy(String scheme, String host, int port) {
        super(host, port);
        this.scheme = scheme;
    }

    /** Those that the system properties name. */
    static List<JvmProxy> all() {
        List<JvmProxy> proxies = new ArrayList<>();
        for (String scheme : List.of("http", "https")) {
            String host = System.getProperty(scheme + ".proxyHost", "");
            if (!host.isBlank()) {
                int standard = scheme.equals("https") ? 443 : 80;
                proxies.add(new JvmProxy(scheme, host, Integer.getInteger(scheme + ".proxyPort", standard)));
            }
        }
        return proxies;
    }

    @Override
    public boolean matches(Origin origin) {
        return origin.getScheme().equals(scheme)
                && serves(URI.create(scheme + "://" + origin.getAddress().asString() + "/"));
    }

    /** Whether calls of that address go through it. */
    boolean serves(URI target) {
        return target.getScheme().equalsIgnoreCase(scheme)
                && ProxySelector.getDefault().select(target).stream().anyMatch(this::isThis);
    }

    private boolean isThis(Proxy selected) {
        return selected.address() instanceof InetSocketAddress address
                && address.getHostString().equalsIgnoreCase(getAddress().getHost())
                && address.getPort() == getAddress().getPort();
    }
}
