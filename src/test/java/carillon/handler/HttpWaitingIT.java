package carillon.handler;

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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** HTTP calls of one real member whose targets are slow, or away. */
@ExtendWith(OneMember.class)
class HttpWaitingIT {

    private static final int CALLS = 200;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static LocalCluster cluster;

    @BeforeAll
    static void start(LocalCluster one) {
        cluster = one;
    }

    @Test
    void two_hundred_calls_wait_on_one_member_beside_its_slots_and_hold_no_threads() throws Exception {
        CountDownLatch arrived = new CountDownLatch(CALLS);
        CountDownLatch answers = new CountDownLatch(1);
        SocketTarget.Script patient = socket -> {
            while (!SocketTarget.readHead(socket).isEmpty()) {
                arrived.countDown();
                answers.await();
                SocketTarget.write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
            }
        };
        List<SocketTarget> targets = new ArrayList<>();
        try {
            for (int host = 1; host <= 4; host++) {
                targets.add(SocketTarget.answering("127.0.0." + host, patient));
            }
            // Whatever the member starts for its first call.
            String warm = submit("{\"type\": \"bean\", \"name\": \"no-op\"}", 1).get(0);
            await().atMost(Duration.ofSeconds(60)).until(() -> states(warm).equals("succeeded"));
            long threads = threads();

            for (SocketTarget target : targets) {
                submit("{\"type\": \"http\", \"url\": \"" + target.url() + "\", \"timeout\": \"PT10M\"}", CALLS / 4);
            }
            assertThat(arrived.await(120, TimeUnit.SECONDS)).isTrue();

            assertThat(threads() - threads).as("threads for 200 calls").isLessThan(60);
            // The slots are free for others.
            String other =
                    submit("{\"type\": \"bean\", \"name\": \"no-op\"}", 1).get(0);
            await().atMost(Duration.ofSeconds(60)).until(() -> states(other).equals("succeeded"));
            assertThat(get("/metrics")).containsPattern("carillon_http_active(\\{.*})? 200\\.0");

            answers.countDown();
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> get("/metrics").matches("(?s).*carillon_http_active(\\{[^}]*})? 0\\.0.*"));
        } finally {
            answers.countDown();
            for (SocketTarget target : targets) {
                target.close();
            }
        }
    }

    @Test
    void runs_that_call_a_host_that_is_away_are_postponed_and_say_so() throws Exception {
        double others = breakersOpen();
        // A host that no other test calls: the breaker counts from the last answer on.
        String nobody = "{\"type\": \"http\", \"url\": \"http://127.0.0.9:1/nobody-listens\"}";
        List<String> first = submit(nobody, 10);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> first.stream().allMatch(job -> states(job).equals("failed")));

        String later = submit(nobody, 1).get(0);

        await().atMost(Duration.ofSeconds(60)).until(() -> states(later).equals("retrying"));
        JsonObject run = runs(later).getJsonObject(0);
        assertThat(run.getString("reason")).isEqualTo("postponed");
        JsonObject why = read(get("/api/v1/runs/" + run.getString("id") + "/why"));
        assertThat(why.getString("reason")).isEqualTo("postponed");
        assertThat(why.getString("detail")).contains("refused by the breaker of http://127.0.0.9:1 until ");
        assertThat(breakersOpen()).isEqualTo(others + 1);
    }

    /** Those that other classes have opened on the same member are among them. */
    private static double breakersOpen() throws Exception {
        Matcher figure = Pattern.compile("(?m)^carillon_http_breakers_open(?:\\{[^}]*})? (\\S+)")
                .matcher(get("/metrics"));
        assertThat(figure.find()).isTrue();
        return Double.parseDouble(figure.group(1));
    }

    /** Of a Linux process. */
    private static long threads() throws IOException {
        String status = Files.readString(
                Path.of("/proc", String.valueOf(cluster.member(1).pid()), "status"));
        return status.lines()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line -> Long.parseLong(line.substring(8).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** The ids of the jobs, each of which has one attempt. */
    private static List<String> submit(String handler, int number) throws Exception {
        String jobs = IntStream.range(0, number)
                .mapToObj(i ->
                        """
                        {"name": "job-%s", "handler": %s, "schedule": {"type": "now"}, "retry": {"maxAttempts": 1}}"""
                                .formatted(UUID.randomUUID(), handler))
                .collect(Collectors.joining(",", "{\"jobs\": [", "]}"));
        HttpRequest request = HttpRequest.newBuilder(cluster.member(1).uri().resolve("/api/v1/jobs/bulk"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(jobs))
                .build();
        String answer = CLIENT.send(request, BodyHandlers.ofString()).body();
        return read(answer).getJsonArray("results").getValuesAs(JsonObject.class).stream()
                .map(result -> result.getString("id"))
                .toList();
    }

    private static String states(String job) {
        return runs(job).getValuesAs(JsonObject.class).stream()
                .map(run -> run.getString("state"))
                .collect(Collectors.joining(","));
    }

    private static jakarta.json.JsonArray runs(String job) {
        return read(get("/api/v1/runs?job=" + job)).getJsonArray("items");
    }

    private static JsonObject read(String json) {
        return Json.createReader(new StringReader(json)).readObject();
    }

    private static String get(String path) {
        try {
            return CLIENT.send(
                            HttpRequest.newBuilder(cluster.member(1).uri().resolve(path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
