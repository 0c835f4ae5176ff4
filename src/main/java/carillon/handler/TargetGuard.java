package carillon.handler;

import carillon.platform.PermittedTarget;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Keeps jobs from calling what only this member can reach, such as its own network and a cloud's metadata. The HTTP client
 * asks it for the addresses of each connection, and connects to what it answers and to nothing else: between the check and
 * the connection nobody looks the name up again.
 */
final class TargetGuard implements SocketAddressResolver {

    private static final Logger LOG = Logger.getLogger(TargetGuard.class.getName());

    private final List<PermittedTarget> permitted;
    private final HostLookups lookups;

    TargetGuard(List<PermittedTarget> permitted, HostLookups lookups) {
        this.permitted = List.copyOf(permitted);
        this.lookups = lookups;
    }

    /**
     * Those addresses of the host that jobs may call on the port, at least one.
     *
     * <p>Fails with a {@link RefusedTargetException} when there are only others, and with an
     * {@link java.net.UnknownHostException} when there is none.
     *
     * @param host a name, or an address in any spelling that the system understands, with or without brackets
     */
    CompletableFuture<List<InetSocketAddress>> addresses(String host, int port) {
        return lookups.find(host).thenCompose(all -> {
            List<InetSocketAddress> open = all.stream()
                    .filter(address -> permits(host, address, port))
                    .map(address -> named(host, address, port))
                    .toList();
            return open.isEmpty()
                    ? CompletableFuture.failedFuture(refused(host, port, all.get(0)))
                    : CompletableFuture.completedFuture(open);
        });
    }

    /** Every address of a host that is the operator's choice. */
    void unchecked(String host, int port, Promise<List<InetSocketAddress>> promise) {
        answer(
                lookups.find(host).thenApply(all -> all.stream()
                        .map(address -> named(host, address, port))
                        .toList()),
                promise);
    }

    /** TLS checks the certificate against the name in the address: the one that the job calls, whoever looked it up. */
    private static InetSocketAddress named(String host, InetAddress address, int port) {
        String bare = host.replaceAll("^\\[|]$|\\.$", "");
        try {
            boolean scoped = address instanceof Inet6Address six && six.getScopeId() != 0;
            InetAddress named = scoped ? address : InetAddress.getByAddress(bare, address.getAddress());
            return new InetSocketAddress(named, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The bytes of an address are an address", e);
        }
    }

    private boolean permits(String host, InetAddress address, int port) {
        return SpecialAddresses.kindOf(address) == null
                || permitted.stream().anyMatch(one -> one.permits(host, port) || one.permits(address, port));
    }

    /** The job's author is told the kind of the address only: names of the inside are none of theirs. */
    private static RefusedTargetException refused(String host, int port, InetAddress address) {
        LOG.warning(() -> "event=target-refused host=" + host + " port=" + port + " address=" + address.getHostAddress()
                + " next=\"carillon.http.allow can permit it\"");
        return new RefusedTargetException(host, SpecialAddresses.kindOf(address));
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        answer(addresses(host, port), promise);
    }

    private static void answer(
            CompletableFuture<List<InetSocketAddress>> addresses, Promise<List<InetSocketAddress>> promise) {
        addresses.whenComplete((found, failure) -> {
            if (failure == null) {
                promise.succeeded(found);
            } else {
                promise.failed(NetworkError.unwrapped(failure));
            }
        });
    }
}
