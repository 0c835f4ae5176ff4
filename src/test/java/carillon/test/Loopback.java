package carillon.test;

import java.net.InetSocketAddress;
import java.util.List;

/** All servers on 127.0.0.1; nothing can be cut. */
final class Loopback implements Wires {

    static final String ADDRESS = "127.0.0.1";

    @Override
    public List<String> launcher(int member) {
        return List.of();
    }

    @Override
    public String address(int member) {
        return ADDRESS;
    }

    @Override
    public InetSocketAddress store(int member, Host store, int port) {
        return InetSocketAddress.createUnresolved(ADDRESS, port);
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
        throw new UnsupportedOperationException("What is on one host cannot be parted: " + from + " and " + to);
    }

    @Override
    public void heal() {
        // Nothing was cut.
    }

    @Override
    public String description() {
        return "all servers on " + ADDRESS;
    }

    @Override
    public void close() {
        // Nothing was made.
    }
}
