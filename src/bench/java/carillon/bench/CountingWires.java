package carillon.bench;

import carillon.test.Database;
import carillon.test.Host;
import carillon.test.Wires;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** All servers on 127.0.0.1, with a proxy before PostgreSQL that counts the round trips of whoever comes through it. */
final class CountingWires implements Wires {

    private static final String ADDRESS = "127.0.0.1";

    private final LongAdder roundTrips = new LongAdder();
    private final Map<Integer, CountingProxy> proxies = new ConcurrentHashMap<>();

    /** Since the beginning, the one that opens a connection left out. */
    long roundTrips() {
        return roundTrips.sum();
    }

    /** The same database, by way of the proxy. */
    Database through(Database direct) {
        int port = URI.create(direct.url().substring("jdbc:".length())).getPort();
        String url =
                direct.url().replaceFirst(":" + port + "/", ":" + proxy(port).port() + "/");
        return new Database(url, direct.user(), direct.password());
    }

    @Override
    public InetSocketAddress store(int member, Host store, int port) {
        int its = store.equals(Host.POSTGRES) ? proxy(port).port() : port;
        return InetSocketAddress.createUnresolved(ADDRESS, its);
    }

    private CountingProxy proxy(int port) {
        return proxies.computeIfAbsent(port, target -> CountingProxy.to(target, roundTrips));
    }

    @Override
    public List<String> launcher(int member) {
        return List.of();
    }

    @Override
    public String address(int member) {
        return ADDRESS;
    }

    @Override
    public List<String> storeAddresses(Host store) {
        return List.of();
    }

    @Override
    public String callers() {
        return ADDRESS;
    }

    @Override
    public boolean canCut(Host from, Host to) {
        return false;
    }

    @Override
    public void cut(Host from, Host to) {
        throw new UnsupportedOperationException("These wires are counted, not cut: " + from + " and " + to);
    }

    @Override
    public void heal() {
        // Nothing was cut.
    }

    @Override
    public String description() {
        return "all servers on " + ADDRESS + ", round trips to PostgreSQL counted";
    }

    @Override
    public void close() {
        proxies.values().forEach(CountingProxy::close);
    }
}
