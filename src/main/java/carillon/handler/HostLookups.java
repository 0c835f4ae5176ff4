package carillon.handler;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Looks up the addresses of hosts on threads of its own, for that blocks: once at a time for each host, so that one whose
 * name servers do not answer takes up one thread, however many calls are made to it.
 */
final class HostLookups {

    private final Resolver resolver;
    private final Executor threads;
    private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    HostLookups(Resolver resolver, Executor threads) {
        this.resolver = resolver;
        this.threads = threads;
    }

    /** Fails with an {@link UnknownHostException} when the host has no address; completes on any thread. */
    CompletableFuture<List<InetAddress>> find(String host) {
        CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> first = underWay.putIfAbsent(host, mine);
        if (first != null) {
            return first;
        }
        try {
            threads.execute(() -> find(host, mine));
        } catch (RuntimeException e) {
            underWay.remove(host, mine);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void find(String host, CompletableFuture<List<InetAddress>> found) {
        try {
            List<InetAddress> addresses = List.of(resolver.addresses(host));
            underWay.remove(host, found);
            found.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            underWay.remove(host, found);
            found.completeExceptionally(e);
        }
    }

    /** {@link InetAddress#getAllByName}, or a test's script. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }
}
