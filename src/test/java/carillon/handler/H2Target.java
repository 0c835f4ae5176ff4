package carillon.handler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A target with TLS that offers HTTP/2 and HTTP/1.1, and answers once it may. */
final class H2Target implements AutoCloseable {

    private static final String PASSWORD = "for-tests-only";

    private final Server server = new Server();
    private final ServerConnector connector;
    private final Path keys;
    private final BlockingQueue<String> protocols = new LinkedBlockingQueue<>();
    private final Set<String> peers = ConcurrentHashMap.newKeySet();
    private final CountDownLatch answers = new CountDownLatch(1);

    /**
     * @param streams calls at once that it takes on one connection
     */
    H2Target(int streams) throws Exception {
        keys = Files.createTempDirectory("carillon").resolve("keys.p12");
        makeKeys();
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys.toString());
        tls.setKeyStorePassword(PASSWORD);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(http);
        h2.setMaxConcurrentStreams(streams);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        connector = new ServerConnector(
                server, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, h2, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                peers.add(
                        request.getConnectionMetaData().getRemoteSocketAddress().toString());
                protocols.add(request.getConnectionMetaData().getProtocol());
                if (request.getHttpURI().getPath().equals("/wait")) {
                    answers.await();
                }
                Content.Sink.write(response, true, "done", callback);
                return true;
            }
        });
        server.start();
    }

    private void makeKeys() throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "target",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD))
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool made no keys");
        }
    }

    /** What a client needs to trust this target, and it alone. */
    SslContextFactory.Client trust() {
        SslContextFactory.Client client = new SslContextFactory.Client();
        client.setTrustStorePath(keys.toString());
        client.setTrustStorePassword(PASSWORD);
        return client;
    }

    String url(String path) {
        return "https://localhost:" + connector.getLocalPort() + path;
    }

    /** Of each call that has come, such as {@code HTTP/2.0}. */
    BlockingQueue<String> protocols() {
        return protocols;
    }

    /** The connections that calls have come by. */
    Set<String> peers() {
        return peers;
    }

    /** Lets the calls of {@code /wait} be answered. */
    void answer() {
        answers.countDown();
    }

    @Override
    public void close() {
        answers.countDown();
        try {
            server.stop();
            Files.delete(keys);
            Files.delete(keys.getParent());
        } catch (Exception e) {
            throw new IllegalStateException("the target does not stop", e);
        }
    }
}
