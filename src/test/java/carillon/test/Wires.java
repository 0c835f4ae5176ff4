package carillon.test;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * What connects the servers of a local cluster: where each finds the others, and, where it can, the means to cut one off
 * from another. Cuts are silent, as of a cable that was pulled: nothing is refused or reset. Safe for use by several
 * threads.
 */
public interface Wires extends AutoCloseable {

    /** What starts a member's program on its host; empty when that is this machine as it is. */
    List<String> launcher(int member);

    /** The address that a member listens on, for the others and for callers. */
    String address(int member);

    /** Where a member reaches a server that listens on this port of 127.0.0.1 and of {@link #storeAddresses}. */
    InetSocketAddress store(int member, Host store, int port);

    /** Addresses of this machine, beside 127.0.0.1, that PostgreSQL or Redis has to listen on. */
    List<String> storeAddresses(Host store);

    /** The address of this machine at which members reach servers of a test. */
    String callers();

    /** True when what the first sends to the second can be cut off. */
    boolean canCut(Host from, Host to);

    /** From now on nothing that the first sends arrives at the second; the other direction is not touched. */
    void cut(Host from, Host to);

    /** All cuts are mended. */
    void heal();

    /** In one sentence, for whoever reads what a test printed. */
    String description();

    @Override
    void close();
}
