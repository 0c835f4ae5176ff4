package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.test.LocalCluster;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs that come while others are open, and runs of the past: one real member, with its database and Redis. */
class OverlapIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static LocalCluster cluster;
    private static HttpCalls api;
    private static HttpServer target;
    private static ExecutorService threads;

    @BeforeAll
    static void start() throws IOException {
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
        cluster = LocalCluster.builder().quickStart().start();
        api = new HttpCalls(cluster.member(1).uri());
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
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
