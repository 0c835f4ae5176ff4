package carillon.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What jobs call over HTTP: a witness outside of Carillon of every attempt that was really made, and when. */
final class Witness implements AutoCloseable {

    private static final int THREADS = 16;
    static final int OK = 204;
    private static final int UNAVAILABLE = 503;
    private static final long SLOW_MILLIS = 700;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Set<UUID> refused = ConcurrentHashMap.newKeySet();
    private final HttpServer server;
    private final GoingOn goingOn;

    /**
     * @param address of this machine, at which members reach it
     * @param members some member that takes callbacks, another with each call
     */
    Witness(String address, Supplier<Api> members) throws IOException {
        goingOn = new GoingOn(calls, members);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 1_000);
        server.createContext("/prompt", call -> answer(call, OK));
        server.createContext(
                "/slow", call -> later.schedule(() -> answer(call, OK), SLOW_MILLIS, TimeUnit.MILLISECONDS));
        server.createContext("/moody", call -> answer(call, refused.add(run(call)) ? UNAVAILABLE : OK));
        server.createContext("/going-on", call -> {
            call.getResponseHeaders().add("Carillon-Async", "true");
            answer(call, Call.TAKEN_OVER);
            goingOn.takeOver(call, run(call), attempt(call));
        });
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange call, int status) {
        calls.add(new Call(run(call), attempt(call), Instant.now(), status));
        try (call) {
            call.getRequestBody().readAllBytes();
            call.sendResponseHeaders(status, -1);
        } catch (IOException gone) {
            // Whoever called is dead or cut off: that it came is written down all the same.
        }
    }

    private static UUID run(HttpExchange call) {
        return UUID.fromString(call.getRequestHeaders().getFirst("Carillon-Run"));
    }

    private static int attempt(HttpExchange call) {
        return Integer.parseInt(call.getRequestHeaders().getFirst("Carillon-Attempt"));
    }

    /** Answers at once that all is well. */
    URI prompt() {
        return at("prompt");
    }

    /** The same after a while. */
    URI slow() {
        return at("slow");
    }

    /** Refuses each run once. */
    URI moody() {
        return at("moody");
    }

    /** Takes each attempt over, and says later what became of it, or dies. */
    URI goingOn() {
        return at("going-on");
    }

    private URI at(String path) {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + "/" + path);
    }

    Collection<Call> calls() {
        return calls;
    }

    /** Attempts of which targets that go on by themselves were told that it is written down: they have succeeded. */
    Collection<Call> confirmed() {
        return goingOn.confirmed();
    }

    @Override
    public void close() {
        server.stop(0);
        goingOn.close();
        later.shutdownNow();
        threads.shutdownNow();
    }
}
