package carillon.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For a machine that does not permit networks of one's own: everything on 127.0.0.1, with a proxy between each member and
 * each store, that can hold back what goes through it. Members cannot be parted from each other so, nor from callers.
 */
public final class StoreProxies implements Wires {

    private final String obstacle;
    private final Map<List<Host>, TcpProxy> proxies = new ConcurrentHashMap<>();

    /** @param obstacle why there is no network of one's own */
    public StoreProxies(String obstacle) {
        this.obstacle = obstacle;
    }

    @Override
    public List<String> launcher(int member) {
        return List.of();
    }

    @Override
    public String address(int member) {
        return Loopback.ADDRESS;
    }

    /** The proxy's port; it is there from the first call on. */
    @Override
    public InetSocketAddress store(int member, Host store, int port) {
        TcpProxy proxy = proxies.computeIfAbsent(List.of(Host.member(member), store), wire -> open(port));
        return InetSocketAddress.createUnresolved(Loopback.ADDRESS, proxy.port());
    }

    private static TcpProxy open(int port) {
        try {
            return new TcpProxy(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> storeAddresses(Host store) {
        return List.of();
    }

    @Override
    public String callers() {
        return Loopback.ADDRESS;
    }

    @Override
    public boolean canCut(Host from, Host to) {
        return proxies.containsKey(List.of(from, to)) || proxies.containsKey(List.of(to, from));
    }

    @Override
    public void cut(Host from, Host to) {
        if (!canCut(from, to)) {
            throw new IllegalArgumentException("There is no proxy between " + from + " and " + to);
        }
        if (from.isMember()) {
            proxies.get(List.of(from, to)).toServer().close();
        } else {
            proxies.get(List.of(to, from)).toClient().close();
        }
    }

    @Override
    public void heal() {
        for (TcpProxy proxy : proxies.values()) {
            proxy.toServer().open();
            proxy.toClient().open();
        }
    }

    @Override
    public String description() {
        return "no network of its own (" + obstacle + "): proxies to PostgreSQL and Redis instead, and no cuts between"
                + " members or to callers";
    }

    @Override
    public void close() {
        proxies.values().forEach(TcpProxy::close);
    }
}
