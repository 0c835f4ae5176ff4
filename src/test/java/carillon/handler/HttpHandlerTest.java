package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.Version;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a target that behaves. */
class HttpHandlerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-01T02:30:00Z"), ZoneOffset.UTC);

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 2);
    private final carillon.handler.HttpHandler handler =
            handler(threads).clock(CLOCK).build();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void startTarget() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    @AfterEach
    void stopTarget() {
        server.stop(0);
        handler.stop();
        threads.stop();
    }

    @Test
    void the_payload_is_the_body_and_the_run_is_named() throws Exception {
        target(answer(200, "done"));

        perform(attempt().of(to(url()).build()).payload("{\"any\":\"jsön\"}").number(3));

        Received request = received.poll(5, TimeUnit.SECONDS);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.body()).isEqualTo("{\"any\":\"jsön\"}");
        assertThat(request.headers())
                .containsEntry("Content-type", List.of("application/json"))
                .containsEntry("Carillon-job", List.of(AttemptBuilder.JOB.toString()))
                .containsEntry("Carillon-run", List.of(AttemptBuilder.RUN.toString()))
                .containsEntry("Idempotency-key", List.of(AttemptBuilder.RUN.toString()))
                .containsEntry("User-agent", List.of("Carillon/" + Version.CURRENT))
                .containsEntry("Carillon-attempt", List.of("3"))
                .containsEntry("Carillon-scheduled-at", List.of("2026-12-01T02:30:00Z"))
                .doesNotContainKeys("Upgrade", "Http2-settings");
        assertThat(request.headers().get("User-agent"))
                .singleElement()
                .asString()
                .startsWith("Carillon");
    }

    /** The signatures are OpenSSL's, of {@code 1796092200.<run>.3.{"any":"json"}}. */
    @Test
    void each_live_key_signs_the_time_the_run_the_attempt_and_the_body() throws Exception {
        target(answer(200, ""));
        Map<String, String> keys = Map.of("2026-11", "new-secret-of-24-letters", "2026-05", "old-secret-of-24-letters");
        carillon.handler.HttpHandler signing =
                handler(threads).clock(CLOCK).signingKeys(keys).build();
        Attempt attempt = attempt()
                .of(to(url()).build())
                .payload("{\"any\":\"json\"}")
                .number(3)
                .build();

        signing.perform((HttpHandlerSpec) attempt.handler(), attempt, AttemptReport.NONE)
                .get(20, TimeUnit.SECONDS);
        signing.stop();

        assertThat(received.poll(5, TimeUnit.SECONDS).headers().get("Carillon-signature"))
                .containsExactlyInAnyOrder(
                        "t=1796092200,kid=2026-11,v1=7e8433b4555df836060024418570c7d51c17de45dc8e44655aee61ebb08597de",
                        "t=1796092200,kid=2026-05,v1=ef008828261dae0d31fe4c7633b4f25e9f3bd9993bc4f92a38de64af06978a17");
    }

    @Test
    void a_call_that_is_under_way_says_that_it_only_waits() throws Exception {
        target(answer(200, ""));
        AtomicInteger waits = new AtomicInteger();
        Attempt attempt = attempt().of(to(url()).build()).build();
        AttemptReport report = new AttemptReport() {
            @Override
            public void log(String text) {}

            @Override
            public void progress(double fraction, String message) {}

            @Override
            public void waiting() {
                waits.incrementAndGet();
            }
        };

        handler(threads)
                .clock(CLOCK)
                .build()
                .perform((HttpHandlerSpec) attempt.handler(), attempt, report)
                .get(20, TimeUnit.SECONDS);

        assertThat(waits).hasValue(1);
    }

    @Test
    void the_attempts_token_is_sent() throws Exception {
        target(answer(200, ""));

        perform(attempt().of(to(url()).build()).token("secret"));

        assertThat(received.poll(5, TimeUnit.SECONDS).headers().get("Carillon-token"))
                .containsExactly("secret");
    }

    @Test
    void the_runs_trace_is_sent_unless_the_job_sets_another() throws Exception {
        target(answer(200, ""));
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        perform(attempt().of(to(url()).build()).traceparent(trace));
        assertThat(received.poll(5, TimeUnit.SECONDS).headers().get("Traceparent"))
                .containsExactly(trace);
        perform(attempt().of(to(url()).header("Traceparent", "mine").build()).traceparent(trace));
        assertThat(received.poll(5, TimeUnit.SECONDS).headers().get("Traceparent"))
                .containsExactly("mine");
    }

    @Test
    void the_answer_of_a_target_that_goes_on_by_itself_is_no_outcome_yet() throws Exception {
        target(exchange -> {
            exchange.getResponseHeaders().add("Carillon-Async", "true");
            answer(202, "{}").handle(exchange);
        });

        assertThat(perform(attempt().of(to(url()).build()))).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void without_keys_nothing_is_signed() throws Exception {
        target(answer(200, ""));

        perform(attempt().of(to(url()).build()));

        assertThat(received.poll(5, TimeUnit.SECONDS).headers()).doesNotContainKey("Carillon-signature");
    }

    @Test
    void the_jobs_headers_are_sent_and_win_over_the_defaults() throws Exception {
        target(answer(200, ""));
        HttpHandlerSpec spec = to(url() + "?a=b%20c")
                .method("PUT")
                .header("content-TYPE", "application/cloudevents+json")
                .header("X-Team", "data")
                .header("User-Agent", "mine")
                .build();

        perform(attempt().of(spec).payload("{}"));

        Received request = received.poll(5, TimeUnit.SECONDS);
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.query()).isEqualTo("a=b%20c");
        assertThat(request.headers())
                .containsEntry("Content-type", List.of("application/cloudevents+json"))
                .containsEntry("X-team", List.of("data"))
                .containsEntry("User-agent", List.of("mine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"})
    void without_a_payload_there_is_no_body_and_no_type(String method) throws Exception {
        target(answer(204, null));

        Outcome outcome = perform(attempt().of(to(url()).method(method).build()));

        Received request = received.poll(5, TimeUnit.SECONDS);
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.body()).isEmpty();
        assertThat(request.headers()).doesNotContainKey("Content-type");
        assertThat(outcome).isInstanceOf(Succeeded.class);
    }

    @Test
    void status_useful_headers_and_body_are_the_result() throws Exception {
        target(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=iso-8859-1");
            exchange.getResponseHeaders().set("X-Request-Id", "42");
            exchange.getResponseHeaders().set("Set-Cookie", "secret");
            send(exchange, 201, "café".getBytes(StandardCharsets.ISO_8859_1));
        });

        JsonObject result = result(perform(attempt().of(to(url()).build())));

        assertThat(result.getInt("status")).isEqualTo(201);
        assertThat(result.getString("body")).isEqualTo("café");
        assertThat(result.getJsonObject("headers").keySet())
                .containsExactlyInAnyOrder("content-type", "content-length", "x-request-id");
        assertThat(result).doesNotContainKey("truncated");
    }

    @Test
    void a_body_of_64_kib_is_kept_whole_and_a_longer_one_is_cut() throws Exception {
        target(answer(200, "x".repeat(65_536)));
        JsonObject whole = result(perform(attempt().of(to(url()).build())));
        target(answer(200, "x".repeat(65_535) + "é!"));
        JsonObject cut = result(perform(attempt().of(to(url()).build())));

        assertThat(whole.getString("body")).hasSize(65_536);
        assertThat(whole).doesNotContainKey("truncated");
        assertThat(cut.getString("body")).hasSize(65_535);
        assertThat(cut.getBoolean("truncated")).isTrue();
    }

    @Test
    void a_body_of_100_mb_is_read_to_its_end_and_not_kept() throws Exception {
        byte[] megabyte = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        target(exchange -> {
            exchange.sendResponseHeaders(200, 100L << 20);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 100; i++) {
                    body.write(megabyte);
                }
            }
            received.add(new Received("written", null, null, null));
        });

        JsonObject result = result(perform(attempt().of(to(url()).build())));

        assertThat(result.getString("body")).hasSize(65_536);
        assertThat(received.poll(5, TimeUnit.SECONDS).method()).isEqualTo("POST");
        assertThat(received.poll(5, TimeUnit.SECONDS).method()).isEqualTo("written");
    }

    @Test
    void a_failure_is_told_without_the_query_and_keeps_the_answer() throws Exception {
        target(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "Tue, 01 Dec 2026 02:30:09 GMT");
            send(exchange, 503, "busy".getBytes(StandardCharsets.UTF_8));
        });

        Failed failed =
                (Failed) perform(attempt().of(to(url() + "?token=secret").build()));

        assertThat(failed.error()).isEqualTo("POST " + url() + " answered 503 Service Unavailable");
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(9));
        assertThat(read(failed.result()).getString("body")).isEqualTo("busy");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void a_target_that_wants_a_login_fails_for_good(int status) throws Exception {
        target(answer(status, "who are you?"));

        Failed failed = (Failed) perform(attempt().of(to(url()).build()));

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error()).contains("answered " + status);
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        target(exchange -> {
            exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
            send(exchange, 302, new byte[0]);
        });

        Failed failed = (Failed) perform(attempt().of(to(url()).build()));

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error()).contains("answered 302 Found: redirects are not followed");
        assertThat(read(failed.result()).getJsonObject("headers").getString("location"))
                .endsWith("/elsewhere");
        assertThat(received).hasSize(1);
    }

    @Test
    void connections_are_kept_alive() throws Exception {
        target(answer(200, "done"));

        for (int i = 0; i < 5; i++) {
            perform(attempt().of(to(url()).build()));
        }

        assertThat(received.stream().map(Received::peer).distinct()).hasSize(1);
    }

    @Test
    void a_url_that_cannot_be_called_fails_for_good_without_being_repeated() throws Exception {
        Failed failed =
                (Failed) perform(attempt().of(to("http://example.org/ secret").build()));

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.error()).contains("cannot be called").doesNotContain("secret");
    }

    private Outcome perform(AttemptBuilder attempt) throws Exception {
        Attempt built = attempt.build();
        return handler.perform((HttpHandlerSpec) built.handler(), built, AttemptReport.NONE)
                .get(20, TimeUnit.SECONDS);
    }

    private static JsonObject result(Outcome outcome) {
        return read(((Succeeded) outcome).result());
    }

    private static JsonObject read(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void target(HttpHandler answer) {
        try {
            server.removeContext("/hook");
        } catch (IllegalArgumentException none) {
            // The first of the test.
        }
        server.createContext("/hook", exchange -> {
            received.add(Received.of(exchange));
            answer.handle(exchange);
        });
    }

    private static HttpHandler answer(int status, String body) {
        return exchange -> send(exchange, status, body == null ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body == null ? -1 : body.length);
        try (exchange) {
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private record Received(String method, String query, Map<String, List<String>> headers, String body, String peer) {

        Received(String method, String query, Map<String, List<String>> headers, String body) {
            this(method, query, headers, body, null);
        }

        static Received of(HttpExchange exchange) throws IOException {
            return new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawQuery(),
                    new TreeMap<>(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRemoteAddress().toString());
        }
    }
}
