package carillon.test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of its own for a local cluster: each member on a host of its own, a network namespace, beside this machine,
 * which has an address each for PostgreSQL, for Redis and for callers. They are joined by a switch in a namespace of its
 * own, so that no rule of this machine's firewall touches what goes between them, and there is no way out of it.
 *
 * <p>Every cut is made at a member's end, with nothing but {@code ip}: what it sends goes to a station that does not
 * exist, what it receives falls into a black hole of its routes. Established connections are cut as well as new ones.
 *
 * <p>It is removed by {@link #close()}; what a killed JVM has left is removed by the next that makes one.
 */
public final class PrivateNetwork implements Wires {

    /** Followed by the process that made it. Names of interfaces have 15 characters at most. */
    private static final String PREFIX = "crl";

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final int CALLERS = 250;
    private static final int POSTGRES = 251;
    private static final int REDIS = 252;

    /** An address of hardware that nobody has. */
    private static final String NOBODY = "02:00:00:00:00:99";

    private final String name = PREFIX + ProcessHandle.current().pid() + "x" + MADE.incrementAndGet();
    private final String net = IpCommand.freeNet();
    private final int hosts;
    private final List<List<String>> cuts = new ArrayList<>();

    private PrivateNetwork(int hosts) {
        this.hosts = hosts;
    }

    /** Why there can be none on this machine; empty when there can. */
    public static String obstacle() {
        String probe = PREFIX + ProcessHandle.current().pid() + "x0";
        try {
            IpCommand.run("netns", "add", probe);
            IpCommand.run("netns", "del", probe);
            return IpCommand.isThere("nsenter") ? "" : "nsenter is not here: apt-get install util-linux";
        } catch (ServerStartException e) {
            return e.getMessage();
        }
    }

    /** @param hosts of members, which have the numbers from 1 on */
    public static PrivateNetwork of(int hosts) {
        IpCommand.removeLeftovers(PREFIX);
        PrivateNetwork network = new PrivateNetwork(hosts);
        try {
            network.make();
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void make() {
        IpCommand.run("netns", "add", name);
        inSwitch("link", "add", "br0", "type", "bridge", "forward_delay", "0");
        inSwitch("link", "set", "br0", "up");
        IpCommand.run("link", "add", name, "type", "veth", "peer", "name", "root", "netns", name);
        inSwitch("link", "set", "root", "master", "br0", "up");
        for (int last : List.of(CALLERS, POSTGRES, REDIS)) {
            IpCommand.run("addr", "add", address(last) + "/24", "dev", name);
        }
        IpCommand.run("link", "set", name, "up");
        for (int host = 1; host <= hosts; host++) {
            IpCommand.run("netns", "add", namespace(host));
            inSwitch("link", "add", "port" + host, "type", "veth", "peer", "name", "eth0", "netns", namespace(host));
            inSwitch("link", "set", "port" + host, "master", "br0", "up");
            at(host, "link", "set", "lo", "up");
            at(host, "addr", "add", address(host) + "/24", "dev", "eth0");
            at(host, "link", "set", "eth0", "up");
            // Otherwise what is for this host would be taken in before any other rule is asked.
            at(host, "rule", "add", "pref", "200", "lookup", "local");
            at(host, "rule", "del", "pref", "0");
        }
    }

    private void inSwitch(String... words) {
        IpCommand.runIn(name, words);
    }

    private void at(int host, String... words) {
        IpCommand.runIn(namespace(host), words);
    }

    private String namespace(int host) {
        return name + "h" + host;
    }

    @Override
    public List<String> launcher(int member) {
        return List.of("nsenter", "--net=/run/netns/" + namespace(member));
    }

    @Override
    public String address(int host) {
        return net + "." + host;
    }

    @Override
    public InetSocketAddress store(int member, Host store, int port) {
        return InetSocketAddress.createUnresolved(address(last(store)), port);
    }

    @Override
    public List<String> storeAddresses(Host store) {
        return List.of(address(last(store)));
    }

    @Override
    public String callers() {
        return address(CALLERS);
    }

    private static int last(Host host) {
        if (host.isMember()) {
            return host.member();
        }
        return host.equals(Host.POSTGRES) ? POSTGRES : host.equals(Host.REDIS) ? REDIS : CALLERS;
    }

    @Override
    public boolean canCut(Host from, Host to) {
        return !from.equals(to) && (from.isMember() || to.isMember());
    }

    @Override
    public synchronized void cut(Host from, Host to) {
        if (!canCut(from, to)) {
            throw new IllegalArgumentException("There is no wire from " + from + " to " + to);
        }
        if (from.isMember()) {
            String station = address(last(to));
            at(from.member(), "neigh", "replace", station, "lladdr", NOBODY, "dev", "eth0", "nud", "permanent");
            cuts.add(List.of(namespace(from.member()), "neigh", "del", station, "dev", "eth0"));
        } else {
            String[] rule = {"from", address(last(from)), "iif", "eth0", "blackhole"};
            at(to.member(), words(rule, "rule", "add", "pref", "10"));
            cuts.add(List.of(namespace(to.member()), "rule", "del", "pref", "10", "from", rule[1]));
        }
    }

    private static String[] words(String[] last, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(last));
        return all.toArray(String[]::new);
    }

    @Override
    public synchronized void heal() {
        for (List<String> cut : cuts) {
            IpCommand.runIn(cut.get(0), cut.subList(1, cut.size()).toArray(String[]::new));
        }
        cuts.clear();
    }

    @Override
    public String description() {
        return "each member on a host of its own, " + address(1) + " to " + address(hosts) + ": network namespaces";
    }

    @Override
    public void close() {
        for (int host = 1; host <= hosts; host++) {
            IpCommand.remove(namespace(host));
        }
        IpCommand.remove(name);
    }
}
