package carillon.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What jobs call over HTTP: a witness outside of Carillon of how often each run was really performed. */
final class CountingTarget implements AutoCloseable {

    private static final int THREADS = 16;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<UUID, Integer> calls = new ConcurrentHashMap<>();
    private final HttpServer server;

    /** @param address of this machine, at which members reach it */
    CountingTarget(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 1_000);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            call.getRequestBody().readAllBytes();
            calls.merge(UUID.fromString(call.getRequestHeaders().getFirst("Carillon-Run")), 1, Integer::sum);
            call.sendResponseHeaders(204, -1);
        }
    }

    URI uri() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + "/");
    }

    /** How often each run was performed. */
    Map<UUID, Integer> calls() {
        return calls;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
