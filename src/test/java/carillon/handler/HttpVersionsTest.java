package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import java.net.InetAddress;
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

/** Over TLS, with a target that offers HTTP/2. */
@Timeout(120)
class HttpVersionsTest {

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);
    private HttpHandler handler;

    @AfterEach
    void stop() {
        handler.stop();
        threads.stop();
    }

    @Test
    void a_target_that_offers_http_2_is_spoken_to_in_it_and_its_connection_is_kept() throws Exception {
        try (H2Target target = new H2Target(100)) {
            handler = handler(threads).tls(target.trust()).build();

            assertThat(perform(target.url("/")).get(60, TimeUnit.SECONDS)).isInstanceOf(Succeeded.class);
            assertThat(perform(target.url("/")).get(60, TimeUnit.SECONDS)).isInstanceOf(Succeeded.class);

            assertThat(target.protocols()).containsExactly("HTTP/2.0", "HTTP/2.0");
            assertThat(target.peers()).hasSize(1);
        }
    }

    @Test
    void calls_that_wait_share_a_connection_and_one_that_is_cancelled_disturbs_no_other() throws Exception {
        try (H2Target target = new H2Target(100)) {
            handler = handler(threads).tls(target.trust()).build();
            perform(target.url("/")).get(60, TimeUnit.SECONDS);
            List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(perform(target.url("/wait")));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> target.protocols().size() == 51);

            waiting.remove(7).cancel(true);
            target.answer();

            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(waiting).allMatch(outcome -> outcome.join() instanceof Succeeded);
            assertThat(target.peers()).hasSize(1);
        }
    }

    @Test
    void more_calls_than_a_connection_takes_go_over_others() throws Exception {
        try (H2Target target = new H2Target(4)) {
            handler = handler(threads).tls(target.trust()).build();
            perform(target.url("/")).get(60, TimeUnit.SECONDS);
            List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(perform(target.url("/wait")));
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> target.protocols().size() == 21);

            target.answer();
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            assertThat(waiting).allMatch(outcome -> outcome.join() instanceof Succeeded);
            assertThat(target.peers()).hasSizeGreaterThan(1);
        }
    }

    /** While a call waits, its connection is not idle: only the call's own timeout counts. */
    @Test
    void a_call_may_wait_longer_than_an_idle_connection_is_kept() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Target target = new H2Target(100);
                SocketTarget plain = SocketTarget.answering(socket -> {
                    SocketTarget.readHead(socket);
                    answers.await();
                    SocketTarget.write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
                    SocketTarget.readHead(socket);
                })) {
            handler = handler(threads)
                    .tls(target.trust())
                    .idle(Duration.ofSeconds(4))
                    .build();
            // The first connection may take a busy machine longer than that.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> perform(target.url("/")).get(60, TimeUnit.SECONDS) instanceof Succeeded);
            CompletableFuture<Outcome> overTls = perform(target.url("/wait"));
            CompletableFuture<Outcome> overPlain = perform(plain.url());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> target.protocols().size() >= 2
                            && !plain.connections().isEmpty());

            await().during(Duration.ofSeconds(7)).until(() -> !overTls.isDone() && !overPlain.isDone());
            target.answer();
            answers.countDown();

            assertThat(overPlain.get(60, TimeUnit.SECONDS)).isInstanceOf(Succeeded.class);
            assertThat(overTls.get(60, TimeUnit.SECONDS)).isInstanceOf(Succeeded.class);
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_refused() throws Exception {
        try (H2Target target = new H2Target(100)) {
            handler = handler(threads).build();

            Failed failed = (Failed) perform(target.url("/")).get(60, TimeUnit.SECONDS);

            assertThat(failed.error()).contains(": TLS with localhost:").contains(" failed: ");
            assertThat(failed.retryable()).isTrue();
            assertThat(target.protocols()).isEmpty();
        }
    }

    @Test
    void a_certificate_of_another_host_is_refused() throws Exception {
        try (H2Target target = new H2Target(100)) {
            handler = handler(threads)
                    .tls(target.trust())
                    .resolver(host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")})
                    .build();

            Failed failed = (Failed) perform(target.url("/").replace("localhost", "other.example"))
                    .get(60, TimeUnit.SECONDS);

            assertThat(failed.error()).contains(": TLS with other.example:");
            assertThat(target.protocols()).isEmpty();
        }
    }

    private CompletableFuture<Outcome> perform(String url) {
        HttpHandlerSpec spec = to(url).build();
        return handler.perform(spec, attempt().of(spec).payload("{}").build(), AttemptReport.NONE);
    }
}
