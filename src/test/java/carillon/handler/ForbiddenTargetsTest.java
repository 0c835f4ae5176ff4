package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attempts to reach what only this machine can reach, in every spelling: none of them does. */
@Timeout(120)
class ForbiddenTargetsTest {

    /** Every way to write 127.0.0.1, this machine, and what else is not for jobs; each as the host of a URL. */
    private static final List<String> SPELLINGS = List.of(
            "127.0.0.1",
            "127.0.0.2",
            "127.1",
            "127.0.1",
            "2130706433",
            "017700000001",
            "0x7f000001",
            "0x7f.0.0.1",
            "127.0.0.1.",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "0.0.0.0",
            "0",
            "%31%32%37.0.0.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:ffff:7f00:0001]",
            "[::127.0.0.1]",
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b:1::127.0.0.1]",
            "[2002:7f00:1::1]",
            "[2001:0:7f00:1::1]",
            "[fe80::1%251]",
            "[fe80::1%25lo]",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "[fc00::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "169.254.169.254",
            "2852039166",
            "0xa9fea9fe",
            "[::ffff:169.254.169.254]",
            "[::ffff:a9fe:a9fe]",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "user@127.0.0.1",
            "example.org@127.0.0.1");

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);
    private final AtomicInteger reached = new AtomicInteger();
    private HttpServer inside;
    private HttpHandler handler;

    @BeforeEach
    void startWhatIsInside() throws IOException {
        inside = HttpServer.create(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 0);
        inside.createContext("/", exchange -> {
            reached.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        inside.start();
    }

    @AfterEach
    void stop() {
        handler.stop();
        threads.stop();
        inside.stop(0);
    }

    @Test
    void no_spelling_of_an_address_on_the_inside_is_reached() throws Exception {
        handler = handler(threads).permitting().build();

        for (String host : SPELLINGS) {
            String url = "http://" + host + ":" + port() + "/";
            HttpHandlerSpec spec = to(url).build();
            if (spec.check().isEmpty()) {
                assertThat(perform(url))
                        .as(host)
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> assertThat(failed.error())
                                        .as(host)
                                        .matches(
                                                ".*: (refused: .*carillon.http.allow permits it|could not find the address of host .*)"));
            }
        }

        assertThat(reached).hasValue(0);
    }

    @Test
    void no_spelling_is_reached_by_a_redirect() throws Exception {
        handler = handler(threads).permitting("127.0.0.9").build();

        for (String host : SPELLINGS) {
            String location = "http://" + host + ":" + port() + "/";
            try (SocketTarget open = SocketTarget.answering("127.0.0.9", socket -> {
                SocketTarget.readHead(socket);
                SocketTarget.write(
                        socket, "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
            })) {
                assertThat(perform(to(open.url()).method("GET").redirects(5).build()))
                        .as(host)
                        .isInstanceOf(Failed.class);
            }
        }

        assertThat(reached).hasValue(0);
    }

    @Test
    void a_refused_address_fails_for_good_and_says_what_permits_it() throws Exception {
        handler = handler(threads).permitting().build();

        Failed failed = (Failed) perform("http://localhost:" + port() + "/hook?token=secret");

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error())
                .isEqualTo("POST http://localhost:" + port() + "/hook: refused: localhost has a loopback address, which"
                        + " jobs may call only where carillon.http.allow permits it");
    }

    @Test
    void a_name_that_changes_its_address_is_looked_up_once_and_called_at_what_was_checked() throws Exception {
        Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.9", "127.0.0.1"));
        AtomicInteger lookups = new AtomicInteger();
        try (SocketTarget open = SocketTarget.answering("127.0.0.9", socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        })) {
            handler = handler(threads)
                    .permitting("127.0.0.9")
                    .resolver(host -> {
                        lookups.incrementAndGet();
                        return new InetAddress[] {InetAddress.getByName(answers.remove())};
                    })
                    .build();
            String url = open.url().replace("127.0.0.9", "rebinding.example");

            assertThat(perform(url)).isInstanceOf(Succeeded.class);
            assertThat(lookups).hasValue(1);
            assertThat(perform(url.replaceAll(":\\d+/", ":" + port() + "/")))
                    .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.error())
                            .contains("refused: rebinding.example has a loopback address"));
        }

        assertThat(reached).hasValue(0);
    }

    @Test
    void of_several_addresses_only_those_that_jobs_may_call_are_tried() throws Exception {
        try (SocketTarget open = SocketTarget.answering("127.0.0.9", socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
        })) {
            handler = handler(threads)
                    .permitting("127.0.0.8/31")
                    .resolver(host -> addresses("127.0.0.1", "127.0.0.8", "127.0.0.9"))
                    .build();

            // Nobody listens at 127.0.0.8.
            assertThat(perform(open.url().replace("127.0.0.9", "several.example")))
                    .isInstanceOf(Succeeded.class);
        }
        assertThat(reached).hasValue(0);
    }

    @Test
    void a_permitted_host_is_reached_on_its_port_only() throws Exception {
        handler = handler(threads).permitting("localhost:" + port()).build();

        assertThat(perform("http://LOCALHOST:" + port() + "/")).isInstanceOf(Succeeded.class);
        assertThat(perform("http://localhost:1/"))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.error()).contains(": refused: "));
        assertThat(perform("http://127.0.0.1:" + port() + "/")).isInstanceOf(Failed.class);
        assertThat(reached).hasValue(1);
    }

    /** JDKs differ in what they make of it: 177.0.0.1, or nothing. */
    @Test
    void an_address_in_octal_is_none_on_the_inside() {
        handler = handler(threads).permitting().build();
        TargetGuard guard = new TargetGuard(List.of(), new HostLookups(InetAddress::getAllByName, Runnable::run));

        List<InetSocketAddress> found = guard.addresses("0177.0.0.1", 80)
                .exceptionally(refused -> List.of())
                .join();

        assertThat(found).noneMatch(address -> address.getAddress().isLoopbackAddress());
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private int port() {
        return inside.getAddress().getPort();
    }

    private Outcome perform(String url) throws Exception {
        return perform(to(url).build());
    }

    private Outcome perform(HttpHandlerSpec spec) throws Exception {
        return handler.perform(spec, attempt().of(spec).build(), AttemptReport.NONE)
                .get(60, TimeUnit.SECONDS);
    }
}
