package carillon.handler;

import carillon.platform.PermittedTarget;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** An HTTP handler as a member has it, which may call this machine. */
final class HttpHandlerBuilder {

    private final HandlerThreads threads;
    private List<PermittedTarget> permitted = permitted("127.0.0.0/8", "localhost");
    private HostLookups.Resolver resolver = InetAddress::getAllByName;
    private Clock clock = Clock.systemUTC();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration idle = Duration.ofSeconds(30);
    private Map<String, String> keys = Map.of();
    private SslContextFactory.Client tls = new SslContextFactory.Client();
    private List<JvmProxy> proxies = List.of();
    private int perHost = 1_000;
    private Breaker.Rules breaker = new Breaker.Rules(0, Duration.ofSeconds(30));

    private HttpHandlerBuilder(HandlerThreads threads) {
        this.threads = threads;
    }

    static HttpHandlerBuilder handler(HandlerThreads threads) {
        return new HttpHandlerBuilder(threads);
    }

    HttpHandlerBuilder permitting(String... targets) {
        permitted = permitted(targets);
        return this;
    }

    HttpHandlerBuilder resolver(HostLookups.Resolver script) {
        resolver = script;
        return this;
    }

    HttpHandlerBuilder clock(Clock other) {
        clock = other;
        return this;
    }

    HttpHandlerBuilder connectTimeout(Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    HttpHandlerBuilder idle(Duration time) {
        idle = time;
        return this;
    }

    HttpHandlerBuilder signingKeys(Map<String, String> secrets) {
        keys = secrets;
        return this;
    }

    HttpHandlerBuilder tls(SslContextFactory.Client trusting) {
        tls = trusting;
        return this;
    }

    HttpHandlerBuilder proxies(List<JvmProxy> used) {
        proxies = used;
        return this;
    }

    HttpHandlerBuilder perHost(int limit) {
        perHost = limit;
        return this;
    }

    HttpHandlerBuilder breaker(int failures, Duration pause) {
        breaker = new Breaker.Rules(failures, pause);
        return this;
    }

    HttpHandler build() {
        TargetGuard guard = new TargetGuard(permitted, new HostLookups(resolver, threads.lookups()));
        TargetClient client = new TargetClient(threads, guard, connectTimeout, idle, tls, proxies);
        TargetHosts hosts = new TargetHosts(perHost, breaker, threads.timer(), clock, System::nanoTime);
        return new HttpHandler(threads, clock, client, new Signer(keys, clock), hosts);
    }

    private static List<PermittedTarget> permitted(String... targets) {
        return List.of(targets).stream().map(PermittedTarget::of).toList();
    }
}
