package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What runs tell while they last: their logs, their progress, and callbacks of their targets, on one real member. */
@ExtendWith(ApiMember.class)
class RunTalkIT {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static HttpCalls api;

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final String name = "job-" + UUID.randomUUID();
    private HttpServer target;

    /** A request of a member to the target. */
    private record Received(Headers headers, int bytes) {}

    @BeforeAll
    static void start(HttpCalls calls) {
        api = calls;
    }

    @BeforeEach
    void listen() throws IOException {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", exchange -> {
            int bytes = exchange.getRequestBody().readAllBytes().length;
            exchange.getResponseHeaders()
                    .add("Carillon-Async", exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            received.add(new Received(exchange.getRequestHeaders(), bytes));
        });
        target.start();
    }

    @AfterEach
    void close() {
        target.stop(0);
    }

    @Test
    void a_bean_logs_and_tells_its_progress_and_a_reader_follows_it_to_its_end() throws Exception {
        String job = created("{\"type\": \"bean\", \"name\": \"sleep\"}", "");
        String run = triggered(job, "{\"payload\": {\"for\": \"PT3S\", \"lines\": 3}}");

        CompletableFuture<HttpResponse<String>> follower = api.stream("/runs/" + run + "/log?follow=true");
        await().until(() -> !api.get("/runs/" + run).json().isNull("progress"));
        HttpResponse<String> followed = follower.get(60, TimeUnit.SECONDS);

        assertThat(followed.statusCode()).isEqualTo(200);
        assertThat(followed.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(followed.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(followed.body())
                .startsWith("=== attempt 1 on ")
                .contains("line 1 of 3\n", "line 2 of 3\n")
                .endsWith("line 3 of 3\n");
        JsonObject ended = api.get("/runs/" + run).json();
        assertThat(ended.getString("state")).isEqualTo("succeeded");
        assertThat(ended.getJsonNumber("progress").doubleValue()).isEqualTo(1);
        assertThat(ended.getString("progressMessage")).isEqualTo("slept 3 of 3 parts");
        assertThat(log(run, "")).isEqualTo(followed.body());
        assertThat(log(run, "?tail=1")).endsWith("line 3 of 3\n").hasLineCount(1);
        assertThat(log(run, "?offset=" + (followed.body().length() - 12))).isEqualTo("line 3 of 3\n");
        assertThat(log(run, "?follow=true&tail=2")).hasLineCount(2);
    }

    @Test
    void a_log_that_is_not_there_or_badly_asked_for_is_a_problem() throws Exception {
        String job = created("{\"type\": \"bean\", \"name\": \"no-op\"}", "");
        String run = triggered(job, "{}");

        assertThat(log(run, "")).isEmpty();
        await().until(() -> state(run).equals("succeeded"));
        assertThat(log(run, "?follow=true")).isEmpty();
        for (String follow : new String[] {"", "?follow=true"}) {
            HttpResponse<String> unknown =
                    api.stream("/runs/" + UUID.randomUUID() + "/log" + follow).get(60, TimeUnit.SECONDS);
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(unknown.body()).contains("unknown-run");
        }
        for (String query :
                new String[] {"?tial=1", "?tail=0", "?tail=1&offset=1", "?follow=true&tial=1", "?offset=-1"}) {
            assertThat(api.stream("/runs/" + run + "/log" + query)
                            .get(60, TimeUnit.SECONDS)
                            .statusCode())
                    .as(query)
                    .isEqualTo(422);
        }
        assertThat(api.stream("/runs/" + run + "/log?offset=-1")
                        .get(60, TimeUnit.SECONDS)
                        .body())
                .contains("is 0 to ");
        assertThat(log(run, "?offset=0")).isEqualTo(log(run, ""));
    }

    @Test
    void a_target_takes_an_attempt_over_and_calls_back() throws Exception {
        String job = created(http("true", ", \"heartbeat\": \"PT1M\""), "");
        String run = api.send(
                        "POST",
                        "/jobs/" + job + "/trigger",
                        BodyPublishers.ofString("{}"),
                        "Content-Type",
                        "application/json",
                        "traceparent",
                        TRACE)
                .json()
                .getString("id");
        Headers request = received.poll(60, TimeUnit.SECONDS).headers();
        String token = request.getFirst("Carillon-Token");
        assertThat(request.getFirst("Traceparent")).isEqualTo(TRACE);

        await().until(() ->
                api.get("/runs/" + run + "/why").json().getString("reason").equals("callback"));
        assertThat(api.get("/runs/" + run).json().getString("traceparent")).isEqualTo(TRACE);
        await("slots of the worker are free").until(() -> active() == 0);

        said(run, "heartbeat", "guessed", "{}").isProblem(ProblemType.WRONG_TOKEN);
        assertThat(said(run, "heartbeat", token, "{\"progress\": 2}").fields()).containsExactly("progress");
        Answer beat = said(run, "heartbeat", token, "{\"progress\": 0.5, \"message\": \"half of it\"}");
        assertThat(beat.status()).as("%s", beat.json()).isEqualTo(200);
        assertThat(beat.json().getBoolean("stop")).isFalse();
        assertThat(api.get("/runs/" + run).json().getString("progressMessage")).isEqualTo("half of it");

        Answer done =
                api.post("/runs/" + run + "/succeed", "{\"result\": {\"rows\": 3}, \"token\": \"" + token + "\"}");
        assertThat(done.status()).as("%s", done.json()).isEqualTo(200);
        assertThat(done.json().getString("outcome")).isEqualTo("succeeded");
        JsonObject ended = api.get("/runs/" + run).json();
        assertThat(ended.getString("state")).isEqualTo("succeeded");
        assertThat(ended.getJsonObject("result").getInt("rows")).isEqualTo(3);
        said(run, "fail", token, "{\"error\": \"no\"}").isProblem(ProblemType.ATTEMPT_OVER);
    }

    @Test
    void a_target_that_goes_on_is_told_of_a_cancel() throws Exception {
        String run = triggered(created(http("true", ""), ""), "{}");
        String token = received.poll(60, TimeUnit.SECONDS).headers().getFirst("Carillon-Token");
        await().until(() ->
                api.get("/runs/" + run + "/why").json().getString("reason").equals("callback"));

        api.post("/runs/" + run + "/cancel", "{}");

        assertThat(said(run, "heartbeat", token, "{}").json().getBoolean("stop"))
                .isTrue();
        assertThat(state(run)).isEqualTo("cancelled");
    }

    @Test
    void a_target_that_is_silent_is_given_up_by_the_timer() throws Exception {
        String run = triggered(
                created(
                        http("true", ""),
                        ", \"limits\": {\"soft\": \"PT1S\", \"hard\": \"PT1S\"}, \"retry\": {\"maxAttempts\": 1}"),
                "{}");

        await().atMost(Duration.ofSeconds(60)).until(() -> state(run).equals("failed"));

        assertThat(api.get("/runs/" + run).json().getString("error"))
                .isEqualTo("its target did not call back within the hard limit of PT1S");
    }

    @Test
    void a_payload_of_one_mib_goes_all_the_way_and_a_larger_one_is_refused() throws Exception {
        String payload = "\"" + "x".repeat(1024 * 1024 - 2) + "\"";
        String larger = "\"" + "x".repeat(1024 * 1024 - 1) + "\"";
        String job = created(http("false", ""), ", \"payload\": " + payload);

        triggered(job, "{}");
        assertThat(received.poll(60, TimeUnit.SECONDS).bytes()).isEqualTo(1024 * 1024);
        String run = triggered(job, "{\"payload\": " + payload.replace('x', 'y') + "}");
        assertThat(received.poll(60, TimeUnit.SECONDS).bytes()).isEqualTo(1024 * 1024);
        assertThat(run).isNotNull();

        for (String path : new String[] {"/jobs/" + job + "/trigger", "/runs/" + run + "/retry"}) {
            Answer refused = api.post(path, "{\"payload\": " + larger + "}");
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.fields()).containsExactly("payload");
        }
        assertThat(api.post("/jobs", definition(http("false", ""), ", \"payload\": " + larger))
                        .fields())
                .containsExactly("payload");
    }

    @Test
    void a_bean_gets_a_payload_of_one_mib() {
        String head = "{\"for\":\"PT0S\",\"pad\":\"";
        String payload = head + "x".repeat(1024 * 1024 - head.length() - 2) + "\"}";
        String run =
                triggered(created("{\"type\": \"bean\", \"name\": \"sleep\"}", ""), "{\"payload\": " + payload + "}");

        await().until(() -> state(run).equals("succeeded"));
    }

    private String http(String async, String more) {
        return "{\"type\": \"http\", \"url\": \"http://localhost:%d/?%s\"%s}"
                .formatted(target.getAddress().getPort(), async, more);
    }

    private String definition(String handler, String more) {
        return "{\"name\": \"%s\", \"handler\": %s, \"schedule\": {\"type\": \"manual\"}%s}"
                .formatted(name, handler, more);
    }

    private String created(String handler, String more) {
        Answer answer = api.post("/jobs", definition(handler, more));
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
        return answer.json().getString("id");
    }

    private static String triggered(String job, String body) {
        Answer answer = api.post("/jobs/" + job + "/trigger", body);
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(202);
        return answer.json().getString("id");
    }

    private static Answer said(String run, String what, String token, String body) {
        return api.send(
                "POST",
                "/runs/" + run + "/" + what,
                BodyPublishers.ofString(body),
                "Content-Type",
                "application/json",
                "Carillon-Token",
                token);
    }

    private static String state(String run) {
        return api.get("/runs/" + run).json().getString("state");
    }

    private static int active() {
        return api.get("/members").json().getJsonArray("items").getJsonObject(0).getInt("active");
    }

    private static String log(String run, String query) throws Exception {
        HttpResponse<String> answer =
                api.stream("/runs/" + run + "/log" + query).get(60, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
