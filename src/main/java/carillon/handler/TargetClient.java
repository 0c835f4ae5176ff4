package carillon.handler;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * The HTTP client of this member: pooled connections to addresses that the guard lets pass, HTTP/2 with targets that
 * negotiate it in TLS, and HTTP/1.1 with all others. It sends what it is given and nothing else: no cookies, no
 * credentials, no redirects, no decoding.
 */
final class TargetClient {

    /** How many calls a host may get at once is decided elsewhere. */
    private static final int NO_BOUND = 100_000;

    /** An older connection gets no more calls: what is between here and the target may have forgotten it. */
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private final HttpClient client;
    private final TargetGuard guard;
    private final List<JvmProxy> proxies;

    /**
     * @param idle after so long an HTTP/1.1 connection without a call is closed
     * @param tls which certificates are trusted
     */
    TargetClient(
            HandlerThreads threads,
            TargetGuard guard,
            Duration connectTimeout,
            Duration idle,
            SslContextFactory.Client tls,
            List<JvmProxy> proxies) {
        this.guard = guard;
        this.proxies = List.copyOf(proxies);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads.client());
        connector.setScheduler(new ScheduledExecutorScheduler(threads.timer()));
        connector.setSslContextFactory(tls);
        connector.setIdleTimeout(idle);
        connector.setConnectTimeout(connectTimeout);
        HttpClientTransportDynamic transport = new HttpClientTransportDynamic(
                connector,
                new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)),
                HttpClientConnectionFactory.HTTP11);
        transport.setConnectionPoolFactory(destination -> {
            MultiplexConnectionPool pool = new MultiplexConnectionPool(destination, NO_BOUND, 1);
            pool.setMaxDuration(OLDEST.toMillis());
            return pool;
        });
        this.client = new HttpClient(transport);
        client.addBean(new WaitingIsNotIdle());
        client.setName("carillon-http");
        client.setSocketAddressResolver(this::resolve);
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setMaxConnectionsPerDestination(NO_BOUND);
        client.setMaxRequestsQueuedPerDestination(NO_BOUND);
        client.setDestinationIdleTimeout(TimeUnit.MINUTES.toMillis(5));
        proxies.forEach(client.getProxyConfiguration()::addProxy);
    }

    /**
     * @throws IllegalStateException when it cannot be started
     */
    void start() {
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client does not start: " + ErrorLine.of(e), e);
        }
        client.getContentDecoderFactories().clear();
        client.getProtocolHandlers().clear();
        client.getProtocolHandlers().put(new ContinueProtocolHandler());
        client.getProtocolHandlers().put(new ProcessingProtocolHandler());
        client.getProtocolHandlers().put(new EarlyHintsProtocolHandler());
    }

    void stop() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client does not stop: " + ErrorLine.of(e), e);
        }
    }

    /**
     * A request to be sent; how long it may take is bounded by whoever sends it.
     *
     * @throws IllegalArgumentException when the client refuses the URL, the method or a header
     */
    Request request(HttpMessage message) {
        Request request = client.newRequest(message.url())
                .method(message.method())
                .idleTimeout(0, TimeUnit.MILLISECONDS)
                .headers(headers -> headers.add(message.headers()));
        if (message.url().getScheme().equalsIgnoreCase("http")) {
            request.version(HttpVersion.HTTP_1_1);
        }
        // Without a type of its own: that is among the headers.
        return message.body() == null ? request : request.body(new BytesRequestContent((String) null, message.body()));
    }

    /**
     * Checks a target whose connections the guard is not asked for: with a proxy in between it is the proxy that looks the
     * name up. A name that is unknown here is left to it. Completes at once for every other target.
     *
     * <p>Fails with a {@link RefusedTargetException}.
     */
    CompletableFuture<Void> check(URI target) {
        if (proxies.isEmpty() || !isBehindProxy(target) && !isProxy(target.getHost(), Origin.portOf(target))) {
            return CompletableFuture.completedFuture(null);
        }
        return guard.addresses(target.getHost(), Origin.portOf(target)).handle((found, failure) -> {
            Throwable cause = failure == null ? null : NetworkError.unwrapped(failure);
            if (cause != null && !(cause instanceof UnknownHostException)) {
                throw new CompletionException(cause);
            }
            return null;
        });
    }

    private boolean isBehindProxy(URI target) {
        return proxies.stream().anyMatch(proxy -> proxy.serves(target));
    }

    private boolean isProxy(String host, int port) {
        return proxies.stream()
                .anyMatch(proxy -> proxy.getAddress().getHost().equalsIgnoreCase(host)
                        && proxy.getAddress().getPort() == port);
    }

    /** Proxies are the operator's choice, and looked up without a check; {@link #check} sees to jobs that name one. */
    private void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        if (isProxy(host, port)) {
            guard.unchecked(host, port, promise);
        } else {
            guard.resolve(host, port, context, promise);
        }
    }

    /**
     * HTTP/2 takes a connection whose calls all wait for an idle one, and would end them with it. Targets close connections
     * that they hear nothing on; the pool hands out none that is old.
     */
    private static final class WaitingIsNotIdle implements Connection.Listener {

        @Override
        public void onOpened(Connection connection) {
            if (connection instanceof HTTP2Connection) {
                connection.getEndPoint().setIdleTimeout(0);
            }
        }
    }
}
