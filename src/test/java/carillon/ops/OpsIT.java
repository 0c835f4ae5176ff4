package carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.test.LocalCluster;
import carillon.test.OneMember;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators see of a real member, on good days and on bad ones. */
@ExtendWith(OneMember.class)
class OpsIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(carillon_[a-z_]+)(\\{.*?})? (\\S+)$");

    private static LocalCluster cluster;

    @BeforeAll
    static void start(LocalCluster one) {
        cluster = one;
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(cluster.member(1).uri().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Whether the probe of that name says UP, and its data. */
    private record Health(boolean up, JsonObject data) {

        static Health of(String probe) {
            HttpResponse<String> answer = send("GET", "/health/" + probe, null);
            JsonObject check = Json.createReader(new StringReader(answer.body()))
                    .readObject()
                    .getJsonArray("checks")
                    .getJsonObject(0);
            boolean up = answer.statusCode() == 200;
            assertThat(check.getString("status")).isEqualTo(up ? "UP" : "DOWN");
            assertThat(check.getString("name")).startsWith("carillon-");
            return new Health(up, check.getJsonObject("data"));
        }

        String get(String key) {
            return data.getString(key, null);
        }
    }

    /** The newest value of a figure; NaN when it is not there. */
    private static double figure(String name, String... labels) {
        Matcher samples = SAMPLE.matcher(send("GET", "/metrics", null).body());
        while (samples.find()) {
            String found = samples.group(2);
            if (samples.group(1).equals(name) && Set.of(labels).stream().allMatch(found::contains)) {
                return Double.parseDouble(samples.group(3));
            }
        }
        return Double.NaN;
    }

    private static void submit(String queue, String handler) {
        String job =
                """
                {"name": "job-%s", "queue": "%s", "handler": %s, "schedule": {"type": "now"},
                 "retry": {"maxAttempts": 2, "backoff": "PT0.1S"}}"""
                        .formatted(UUID.randomUUID(), queue, handler);
        assertThat(send("POST", "/api/v1/jobs", job).statusCode()).isEqualTo(201);
    }

    @Test
    void a_member_that_runs_is_started_live_and_ready_and_says_who_it_is() {
        assertThat(Health.of("started").up()).isTrue();
        assertThat(Health.of("live").up()).isTrue();
        eventually().until(() -> "active".equals(Health.of("ready").get("timer")));
        Health ready = Health.of("ready");
        assertThat(ready.up()).isTrue();
        assertThat(ready.get("member")).hasSize(36);
        assertThat(ready.get("database")).isEqualTo("up");
        assertThat(ready.get("redis")).isEqualTo("up");
        assertThat(ready.get("worker")).isEqualTo("open");
        assertThat(ready.get("epoch")).matches("[1-9][0-9]*");
    }

    @Test
    void runs_are_counted_and_measured() {
        // when
        submit("counted", "{\"type\": \"bean\", \"name\": \"no-op\"}");
        submit("counted", "{\"type\": \"http\", \"url\": \"http://127.0.0.1:1/nobody-listens\"}");

        // then
        String queue = "queue=\"counted\"";
        eventually().until(() -> figure("carillon_runs_succeeded_total", queue) == 1);
        eventually().until(() -> figure("carillon_runs_failed_total", queue) == 1);
        assertThat(figure("carillon_runs_fired_total", queue)).isEqualTo(2);
        assertThat(figure("carillon_runs_retried_total", queue)).isEqualTo(1);
        assertThat(figure("carillon_run_lateness_seconds_count", queue)).isEqualTo(2);
        assertThat(figure("carillon_run_lateness_seconds_bucket", queue, "le=\"+Inf\""))
                .isEqualTo(2);
        assertThat(figure("carillon_run_duration_seconds_sum", queue)).isPositive();
        eventually().until(() -> figure("carillon_queue_failed", queue) == 1);
        assertThat(figure("carillon_queue_waiting", queue)).isZero();
    }

    @Test
    void every_figure_is_explained() throws IOException {
        // given
        submit("explained", "{\"type\": \"bean\", \"name\": \"no-op\"}");
        eventually().until(() -> figure("carillon_queue_waiting", "queue=\"explained\"") == 0);
        String page = Files.readString(Path.of("docs", "operations.md"));

        // when
        Set<String> shown = SAMPLE.matcher(send("GET", "/metrics", null).body())
                .results()
                .map(sample -> sample.group(1).replaceFirst("_(bucket|count|sum)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        // then
        assertThat(shown).hasSizeGreaterThan(20).allSatisfy(name -> assertThat(page)
                .contains("| `" + name + "` |"));
    }

    @Test
    void without_redis_a_member_is_degraded_and_stays_ready() {
        // when
        cluster.redis().stop();

        // then
        try {
            eventually().until(() -> "degraded".equals(Health.of("ready").get("redis")));
            assertThat(Health.of("ready").up()).isTrue();
            assertThat(Health.of("live").up()).isTrue();
            assertThat(figure("carillon_redis_up")).isZero();
        } finally {
            cluster.redis().start();
        }
        eventually().until(() -> "up".equals(Health.of("ready").get("redis")));
    }

    @Test
    void without_the_database_a_member_is_not_ready_and_stays_live() {
        // when
        cluster.postgres().stop();

        // then
        try {
            eventually().until(() -> !Health.of("ready").up());
            assertThat(Health.of("ready").get("database")).isEqualTo("away");
            assertThat(Health.of("live").up()).isTrue();
            assertThat(Health.of("started").up()).isTrue();
            assertThat(figure("carillon_worker_slots")).isEqualTo(20);
        } finally {
            cluster.postgres().start();
        }
        eventually().until(() -> Health.of("ready").up());
    }

    @Test
    void a_member_that_drains_is_not_ready() {
        // given
        String member = "/api/v1/members/" + Health.of("ready").get("member");

        // when
        send("POST", member + "/drain", null);

        // then
        try {
            assertThat(Health.of("ready").up()).isFalse();
            assertThat(Health.of("ready").get("worker")).isEqualTo("draining");
        } finally {
            send("POST", member + "/undrain", null);
        }
        assertThat(Health.of("ready").up()).isTrue();
    }
}
