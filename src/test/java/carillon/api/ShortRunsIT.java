package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that are claimed ahead of slots, on one real member with its database and Redis. */
@ExtendWith(ApiMember.class)
class ShortRunsIT {

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int SHORT = 2_000;
    private static final int LONG = 60;

    /** How far ahead a member claims when the short ones come to their end is a matter of moments. */
    private static final int MOST_TRIALS = 10;

    /** Times are what the member takes the database's clock to be, which may go back by a moment. */
    private static final Duration CLOCK_IS_OFF = Duration.ofMillis(50);

    private static HttpCalls api;

    @BeforeAll
    static void start(HttpCalls calls) {
        api = calls;
    }

    @Test
    void a_run_that_was_claimed_for_a_slot_that_is_not_to_be_had_is_handed_back_and_begins_later() {
        List<JsonObject> handedBack = List.of();
        for (int trial = 0; trial < MOST_TRIALS && handedBack.isEmpty(); trial++) {
            List<JsonObject> runs = longRunsBehindShortOnes();
            assertThat(runs).hasSize(LONG).allSatisfy(run -> {
                assertThat(run.getString("state")).isEqualTo("succeeded");
                assertThat(outcomes(run)).containsOnlyOnce("succeeded").isSubsetOf("handed-back", "succeeded");
            });
            assertThat(mostAtOnce(runs)).isLessThanOrEqualTo(slots());
            handedBack = runs.stream()
                    .filter(run -> outcomes(run).contains("handed-back"))
                    .toList();
        }

        assertThat(handedBack).isNotEmpty().allSatisfy(run -> assertThat(
                        run.getJsonArray("attempts").getJsonObject(0).getString("error"))
                .contains("no slot became free in time"));
    }

    /** The long ones, when all are over. */
    private static List<JsonObject> longRunsBehindShortOnes() {
        String queue = "queue-" + UUID.randomUUID();
        assertThat(api.put("/queues/" + queue, "{}").status()).isEqualTo(200);
        assertThat(api.post("/queues/" + queue + "/pause").status()).isEqualTo(200);
        IntStream.range(0, SHORT / 500)
                .forEach(bulk -> submit(500, "{\"type\": \"bean\", \"name\": \"no-op\"}, \"priority\": 9", queue));
        List<String> jobs = submit(
                LONG,
                "{\"type\": \"bean\", \"name\": \"sleep\"}, \"payload\": {\"for\": \"PT2S\"}, \"priority\": 0",
                queue);
        assertThat(api.post("/queues/" + queue + "/resume").status()).isEqualTo(200);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(
                        jobs.stream().map(ShortRunsIT::run).filter(run -> !run.getString("state")
                                .equals("succeeded")))
                .as(() -> "those that are not over; "
                        + api.get("/tenants/default").json())
                .isEmpty());
        return jobs.stream()
                .map(job -> api.get("/runs/" + run(job).getString("id")).json())
                .toList();
    }

    private static JsonObject run(String job) {
        return api.get("/runs?job=" + job).json().getJsonArray("items").getJsonObject(0);
    }

    private static List<String> submit(int count, String handler, String queue) {
        String jobs = IntStream.range(0, count)
                .mapToObj(i -> "{\"name\": \"short-" + UUID.randomUUID() + "\", \"queue\": \"" + queue
                        + "\", \"schedule\": {\"type\": \"now\"}, \"handler\": " + handler + "}")
                .collect(Collectors.joining(","));
        Answer answer = api.post("/jobs/bulk", "{\"jobs\": [" + jobs + "]}");
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        for (JsonValue result : answer.json().getJsonArray("results")) {
            ids.add(result.asJsonObject().getString("id"));
        }
        return ids;
    }

    private static List<String> outcomes(JsonObject run) {
        return run.getJsonArray("attempts").stream()
                .map(attempt -> attempt.asJsonObject().getString("outcome"))
                .toList();
    }

    /** The most of them that were performed at one moment. */
    private static int mostAtOnce(List<JsonObject> runs) {
        return runs.stream()
                .mapToInt(run -> (int) runs.stream()
                        .filter(other -> !instant(other, "startedAt").isAfter(instant(run, "startedAt"))
                                && instant(other, "finishedAt")
                                        .isAfter(instant(run, "startedAt").plus(CLOCK_IS_OFF)))
                        .count())
                .max()
                .orElseThrow();
    }

    private static Instant instant(JsonObject run, String field) {
        return Instant.parse(run.getString(field));
    }

    private static int slots() {
        return api.get("/members").json().getJsonArray("items").stream()
                .mapToInt(member -> member.asJsonObject().getInt("slots"))
                .sum();
    }
}
