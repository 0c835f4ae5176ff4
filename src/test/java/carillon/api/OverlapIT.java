package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that come while others are open, and runs of the past: one real member, with its database and Redis. */
@ExtendWith(ApiMember.class)
class OverlapIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static HttpCalls api;
    private static HttpServer target;
    private static ExecutorService threads;

    @BeforeAll
    static void start(HttpCalls calls) throws IOException {
        threads = Executors.newCachedThreadPool();
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.setExecutor(threads);
        target.createContext("/", exchange -> {
            try {
                Thread.sleep(Long.parseLong(exchange.getRequestURI().getPath().substring(1)));
                exchange.sendResponseHeaders(204, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        target.start();
        api = calls;
    }

    @AfterAll
    static void stop() {
        target.stop(0);
        threads.shutdownNow();
    }

    @Test
    void queued_runs_go_one_after_another_and_each_as_soon_as_the_one_before_has_ended() {
        String job = job(200, "{\"type\": \"manual\"}", "{\"policy\": \"queue\", \"key\": \"$.disk\"}");
        for (int i = 0; i < 6; i++) {
            assertThat(api.post("/jobs/" + job + "/trigger", "{\"payload\": {\"disk\": 1}}")
                            .status())
                    .isEqualTo(202);
        }

        await().atMost(PATIENCE).until(() -> states(job).stream().allMatch("succeeded"::equals));

        List<JsonObject> runs = runs("job=" + job);
        Duration waited = Duration.ZERO;
        for (int i = 1; i < runs.size(); i++) {
            Instant ended = Instant.parse(runs.get(i - 1).getString("finishedAt"));
            Instant begun = Instant.parse(runs.get(i).getString("claimedAt"));
            assertThat(begun).isAfterOrEqualTo(ended);
            waited = waited.plus(Duration.between(ended, begun));
        }
        assertThat(waited.dividedBy(runs.size() - 1)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void the_newest_run_takes_the_place_of_the_oldest_whose_attempt_is_stopped() {
        String job = job(20_000, "{\"type\": \"manual\"}", "{\"policy\": \"cancel-oldest\"}");
        api.post("/jobs/" + job + "/trigger");
        await().atMost(PATIENCE).until(() -> states(job), List.of("active")::equals);

        api.post("/jobs/" + job + "/trigger");

        await().atMost(PATIENCE).until(() -> states(job), List.of("cancelled", "active")::equals);
        assertThat(runs("job=" + job).get(0).getString("reason")).isEqualTo("overlap");
        await().atMost(PATIENCE)
                .until(() -> api.get("/members")
                                .json()
                                .getJsonArray("items")
                                .getJsonObject(0)
                                .getInt("active")
                        == 1);
        assertThat(api.delete("/jobs/" + job).status()).isEqualTo(204);
    }

    @Test
    void a_backfill_runs_the_instants_of_the_past_and_leaves_what_is_there() {
        String job = job(1, "{\"type\": \"cron\", \"expression\": \"0 * * * *\"}", "{\"policy\": \"skip\"}");
        Instant to = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(40));
        String range = "\"from\": \"" + to.minus(Duration.ofHours(30)) + "\", \"to\": \"" + to + "\"";

        JsonObject dry = api.post("/jobs/" + job + "/backfill", "{" + range + ", \"dryRun\": true}")
                .json();
        HttpCalls.Answer filled = api.post("/jobs/" + job + "/backfill", "{" + range + "}");

        assertThat(dry.getInt("runs")).isEqualTo(30);
        assertThat(dry.isNull("batch")).isTrue();
        assertThat(filled.status()).isEqualTo(202);
        String batch = filled.json().getString("batch");
        await().atMost(PATIENCE).until(() -> batch(batch).getInt("succeeded") == 30);
        assertThat(runs("batch=" + batch)).hasSize(30).allMatch(run -> run.getInt("priority") == 0);
        JsonObject again =
                api.post("/jobs/" + job + "/backfill", "{" + range + "}").json();
        assertThat(again.getInt("existing")).isEqualTo(30);
        assertThat(again.isNull("batch")).isTrue();
    }

    @Test
    void a_repeated_backfill_is_answered_as_the_first_also_while_that_is_under_way() throws Exception {
        String job = job(1, "{\"type\": \"cron\", \"expression\": \"0 * * * *\"}", "{\"policy\": \"allow\"}");
        Instant to = Instant.now().truncatedTo(ChronoUnit.HOURS);
        String body = "{\"from\": \"" + to.minus(Duration.ofHours(12)) + "\", \"to\": \"" + to + "\"}";
        List<Callable<HttpCalls.Answer>> calls =
                Collections.nCopies(6, () -> keyed("/jobs/" + job + "/backfill", "fill-" + job, body));

        Set<JsonObject> answers = new HashSet<>();
        for (Future<HttpCalls.Answer> call : threads.invokeAll(calls)) {
            assertThat(call.get().status()).isEqualTo(202);
            answers.add(call.get().json());
        }
        HttpCalls.Answer later = keyed("/jobs/" + job + "/backfill", "fill-" + job, body);

        assertThat(answers).containsExactly(later.json());
        assertThat(later.json().getInt("runs")).isEqualTo(12);
        assertThat(batches("job=" + job))
                .extracting(batch -> batch.getString("id"))
                .containsExactly(later.json().getString("batch"));
        assertThat(runs("job=" + job + "&batch=" + later.json().getString("batch")))
                .hasSize(12);
        keyed("/jobs/" + job + "/backfill", "fill-" + job, body.replace("}", ", \"limit\": 3}"))
                .isProblem(ProblemType.IDEMPOTENCY_KEY_TAKEN);
        await().atMost(PATIENCE).until(() -> batches("state=ended&job=" + job).size() == 1);
        assertThat(batches("state=open&job=" + job)).isEmpty();
        assertThat(batches("kind=catch-up&job=" + job)).isEmpty();
        assertThat(api.get("/batches?kind=catchup&state=over")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("kind", "state");
    }

    private static HttpCalls.Answer keyed(String path, String key, String body) {
        return api.send(
                "POST",
                path,
                BodyPublishers.ofString(body),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                key);
    }

    private static List<JsonObject> batches(String query) {
        return api.get("/batches?" + query).json().getJsonArray("items").getValuesAs(JsonObject.class);
    }

    @Test
    void a_backfill_is_cancelled_as_one() {
        String job = job(20_000, "{\"type\": \"cron\", \"expression\": \"0 * * * *\"}", "{\"maxRuns\": 2}");
        Instant to = Instant.now().truncatedTo(ChronoUnit.HOURS);
        String range = "\"from\": \"" + to.minus(Duration.ofHours(20)) + "\", \"to\": \"" + to + "\"";
        String batch =
                api.post("/jobs/" + job + "/backfill", "{" + range + "}").json().getString("batch");
        await().atMost(PATIENCE).until(() -> batch(batch).getInt("active") == 2);

        JsonObject cancelled = api.post("/batches/" + batch + "/cancel").json();

        assertThat(cancelled.getInt("cancelled")).isEqualTo(20);
        assertThat(cancelled.isNull("cancelledAt")).isFalse();
    }

    @Test
    void what_does_not_hold_is_named() {
        String job = job(1, "{\"type\": \"manual\"}", "{}");

        assertThat(api.post("/jobs/" + job + "/backfill", "{\"limit\": 0, \"dryRun\": 1}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .contains("dryRun");
        assertThat(api.post("/jobs/" + job + "/backfill", "{\"limit\": 0}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactlyInAnyOrder("from", "to", "limit");
        api.post("/jobs/" + job + "/backfill", "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2999-01-01T00:00:00Z\"}")
                .isProblem(ProblemType.INVALID_FIELDS);
        api.post("/jobs/" + job + "/backfill", "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}")
                .isProblem(ProblemType.INVALID_FIELDS);
        api.get("/batches/" + UUID.randomUUID()).isProblem(ProblemType.UNKNOWN_BATCH);
        api.post("/batches/" + UUID.randomUUID() + "/cancel").isProblem(ProblemType.UNKNOWN_BATCH);
        api.post(
                        "/jobs/" + UUID.randomUUID() + "/backfill",
                        "{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}")
                .isProblem(ProblemType.UNKNOWN_JOB);
    }

    /** A job that calls a target which answers after so many milliseconds. */
    private static String job(int millis, String schedule, String concurrency) {
        HttpCalls.Answer created = api.post(
                "/jobs",
                """
                {"name": "job-%s", "handler": {"type": "http", "url": "http://127.0.0.1:%d/%d"}, "schedule": %s,
                 "concurrency": %s}"""
                        .formatted(UUID.randomUUID(), target.getAddress().getPort(), millis, schedule, concurrency));
        assertThat(created.status()).as("%s", created.json()).isEqualTo(201);
        return created.json().getString("id");
    }

    private static JsonObject batch(String id) {
        return api.get("/batches/" + id).json();
    }

    /** Oldest first. */
    private static List<String> states(String job) {
        return runs("job=" + job).stream().map(run -> run.getString("state")).toList();
    }

    private static List<JsonObject> runs(String query) {
        return api.get("/runs?limit=100&" + query).json().getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .sorted(Comparator.comparing(run -> run.getString("scheduledAt")))
                .toList();
    }
}
