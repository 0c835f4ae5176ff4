package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against targets and networks that misbehave. */
@Timeout(60)
class HttpTroubleTest {

    private static final Duration SOON = Duration.ofMillis(300);

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 2);
    private final HttpHandler handler = handler(threads).build();

    @AfterEach
    void stop() {
        handler.stop();
        threads.stop();
    }

    @Test
    void nobody_listens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        Failed failed =
                failed(to("http://127.0.0.1:" + port + "/hook?token=secret").build());

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.result()).isNull();
        assertThat(failed.error())
                .isEqualTo("POST http://127.0.0.1:" + port + "/hook: could not connect to 127.0.0.1:" + port
                        + ": Connection refused");
    }

    @Test
    void the_host_has_no_address() throws Exception {
        Failed failed = failed(to("http://no-such-host.invalid/hook").build());

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.error())
                .isEqualTo(
                        "POST http://no-such-host.invalid/hook: could not find the address of host no-such-host.invalid");
    }

    @Test
    void the_connection_is_not_taken() throws Exception {
        try (FullBacklog full = new FullBacklog()) {
            HttpHandler impatient = handler(threads).connectTimeout(SOON).build();
            Attempt attempt = attempt().of(to(full.url()).build()).build();

            Failed failed = (Failed) impatient
                    .perform((HttpHandlerSpec) attempt.handler(), attempt, AttemptReport.NONE)
                    .get(20, TimeUnit.SECONDS);
            impatient.stop();

            assertThat(failed.error())
                    .contains("could not connect to 127.0.0.1:")
                    .endsWith("in time");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void the_timeout_bounds_connecting_too() throws Exception {
        try (FullBacklog full = new FullBacklog()) {
            Failed failed = failed(to(full.url()).timeout(SOON).build());

            assertThat(failed.error()).endsWith(": no answer within PT0.3S");
        }
    }

    @Test
    void the_target_never_answers() throws Exception {
        try (SocketTarget target = SocketTarget.silent()) {
            Failed failed = failed(to(target.url()).timeout(SOON).build());

            assertThat(failed.error()).isEqualTo("POST " + target.url() + ": no answer within PT0.3S");
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.result()).isNull();
            awaitClosed(target);
        }
    }

    @Test
    void the_head_comes_byte_by_byte_for_ever() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.write(socket, "HTTP/1.1 200 OK\r\nX-Endless: ");
            drip(socket);
        })) {
            Failed failed = failed(to(target.url()).timeout(SOON).build());

            assertThat(failed.error()).endsWith(": no answer within PT0.3S");
            awaitClosed(target);
        }
    }

    @Test
    void the_timeout_bounds_a_body_that_comes_byte_by_byte() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            drip(socket);
        })) {
            Failed failed =
                    failed(to(target.url()).timeout(Duration.ofSeconds(3)).build());

            assertThat(failed.error())
                    .isEqualTo("POST " + target.url() + " answered 200, but: not complete within PT3S");
            assertThat(failed.retryable()).isTrue();
            awaitClosed(target);
        }
    }

    @Test
    void a_refusal_whose_body_does_not_end_is_a_refusal() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 404 No\r\nContent-Length: 1000000\r\n\r\nxx");
            drip(socket);
        })) {
            Failed failed =
                    failed(to(target.url()).timeout(Duration.ofSeconds(3)).build());

            assertThat(failed.error()).isEqualTo("POST " + target.url() + " answered 404 Not Found");
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.result()).contains("\"body\":\"xx", "\"truncated\":true");
        }
    }

    @Test
    void the_connection_is_closed_without_an_answer() throws Exception {
        try (SocketTarget target = SocketTarget.answering(SocketTarget::readHead)) {
            Failed failed = failed(to(target.url()).build());

            assertThat(failed.error())
                    .isEqualTo("POST " + target.url() + ": " + target.authority()
                            + " closed the connection before its answer was complete");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void the_connection_is_closed_in_the_middle_of_the_body() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it");
        })) {
            Failed failed = failed(to(target.url()).build());

            assertThat(failed.error())
                    .isEqualTo("POST " + target.url() + " answered 200, but: " + target.authority()
                            + " closed the connection before its answer was complete");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void the_connection_is_reset() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        })) {
            Failed failed = failed(to(target.url()).build());

            // Which of them it is depends on what the client was doing when the reset came.
            assertThat(failed.error())
                    .startsWith("POST " + target.url() + ": " + target.authority())
                    .matches(".*( broke off: (Connection reset( by peer)?|Broken pipe)| closed the connection .*)");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void the_answer_is_garbage() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "\u0001\u0002 SSH-2.0-nonsense\r\n\r\n" + "\u0000".repeat(1_000));
        })) {
            Failed failed = failed(to(target.url()).build());

            assertThat(failed.error())
                    .startsWith("POST " + target.url() + ": 127.0.0.1:")
                    .contains("did not answer in HTTP")
                    .doesNotContainPattern("\\p{Cntrl}|jetty|oej|@");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void the_target_does_not_speak_tls() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            socket.getInputStream().read();
            SocketTarget.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        })) {
            Failed failed = failed(to("https://" + target.authority() + "/hook").build());

            assertThat(failed.error()).contains(": TLS with " + target.authority() + " failed: ");
            assertThat(failed.retryable()).isTrue();
        }
    }

    @Test
    void a_cancelled_call_is_broken_off_while_it_waits_for_the_answer() throws Exception {
        try (SocketTarget target = SocketTarget.silent()) {
            CompletableFuture<Outcome> outcome = perform(to(target.url()).build());
            await().until(() -> target.connections().size() == 1);

            outcome.cancel(true);

            assertThat(outcome).isCancelled();
            awaitClosed(target);
        }
    }

    @Test
    void a_cancelled_call_is_broken_off_while_its_body_comes() throws Exception {
        CountDownLatch dripping = new CountDownLatch(1);
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
            dripping.countDown();
            drip(socket);
        })) {
            CompletableFuture<Outcome> outcome = perform(to(target.url()).build());
            dripping.await();

            outcome.cancel(true);

            awaitClosed(target);
        }
    }

    @Test
    void two_hundred_waiting_calls_hold_no_threads() throws Exception {
        CountDownLatch arrived = new CountDownLatch(200);
        CountDownLatch answers = new CountDownLatch(1);
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            arrived.countDown();
            answers.await();
            SocketTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            SocketTarget.readHead(socket);
        })) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                outcomes.add(perform(to(target.url()).build()));
            }
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

            // Those of the client, of the look-ups and of the timeouts.
            assertThat(handlerThreads()).hasSizeLessThanOrEqualTo(16 + 8 + 1);
            answers.countDown();
            CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            assertThat(outcomes).allMatch(outcome -> outcome.join() instanceof Succeeded);
        }
    }

    private static List<String> handlerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("carillon-"))
                .toList();
    }

    private Failed failed(HttpHandlerSpec spec) throws Exception {
        return (Failed) perform(spec).get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<Outcome> perform(HttpHandlerSpec spec) {
        return handler.perform(spec, attempt().of(spec).payload("{}").build(), AttemptReport.NONE);
    }

    private static void drip(Socket socket) throws Exception {
        while (true) {
            SocketTarget.write(socket, "x");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** The client has let go of its connections: reading from them ends. */
    private static void awaitClosed(SocketTarget target) {
        assertThat(target.connections()).isNotEmpty();
        for (Socket socket : target.connections()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> isClosed(socket));
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(20);
            while (socket.getInputStream().read() >= 0) {
                // Bytes of the request that nobody has read.
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    /** A listening port whose queue of connections is full, so that the system takes no more. */
    private static final class FullBacklog implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        private final List<Socket> waiting = new ArrayList<>();

        FullBacklog() throws IOException {
            try {
                for (int i = 0; i < 20; i++) {
                    Socket socket = new Socket();
                    waiting.add(socket);
                    socket.connect(server.getLocalSocketAddress(), 200);
                }
            } catch (java.net.SocketTimeoutException full) {
                return;
            }
            throw new IllegalStateException("the system takes every connection");
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        }
    }
}
