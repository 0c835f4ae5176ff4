package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the proxy that the JVM's properties name. */
@Timeout(60)
class HttpProxyTest {

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private SocketTarget proxy;
    private HttpHandler handler;

    @BeforeEach
    void start() {
        proxy = SocketTarget.answering(socket -> {
            asked.add(SocketTarget.readHead(socket));
            SocketTarget.write(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        });
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", proxy.authority().split(":")[1]);
        handler = handler(threads)
                .permitting()
                .resolver(HttpProxyTest::addresses)
                .proxies(JvmProxy.all())
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty("http.proxyHost");
        System.clearProperty("http.proxyPort");
        handler.stop();
        threads.stop();
        proxy.close();
    }

    @Test
    void a_name_that_only_the_proxy_knows_is_left_to_it() throws Exception {
        assertThat(perform("http://only-the-proxy-knows.example/hook")).isInstanceOf(Succeeded.class);

        assertThat(asked.remove()).startsWith("POST http://only-the-proxy-knows.example/hook HTTP/1.1");
    }

    @Test
    void what_is_seen_from_here_to_be_on_the_inside_is_refused_all_the_same() throws Exception {
        assertThat(((Failed) perform("http://10.0.0.1/hook")).error())
                .contains(": refused: 10.0.0.1 has a private address");
        assertThat(((Failed) perform("http://inside.example/hook")).error())
                .contains(": refused: inside.example has a private address");

        assertThat(asked).isEmpty();
    }

    @Test
    void the_proxy_itself_is_no_target() throws Exception {
        assertThat(((Failed) perform("http://" + proxy.authority() + "/hook")).error())
                .contains(": refused: 127.0.0.1 has a loopback address");

        assertThat(asked).isEmpty();
    }

    private static InetAddress[] addresses(String host) throws UnknownHostException {
        if (host.equals("only-the-proxy-knows.example")) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getAllByName(host.equals("inside.example") ? "10.0.0.1" : host);
    }

    private Outcome perform(String url) throws Exception {
        HttpHandlerSpec spec = to(url).build();
        return handler.perform(spec, attempt().of(spec).build(), AttemptReport.NONE)
                .get(30, TimeUnit.SECONDS);
    }
}
