package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of queues and tenants, and what a full queue answers, on one real member with its database and Redis. */
@ExtendWith(ApiMember.class)
class LimitsIT {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static HttpCalls api;

    private final String queue = "queue-" + UUID.randomUUID();

    @BeforeAll
    static void start(HttpCalls calls) {
        api = calls;
    }

    @Test
    void limits_are_set_shown_and_taken_away_again() {
        Answer set = api.put("/queues/" + queue, "{\"maxActive\": 3, \"ratePerSecond\": 0.5, \"weight\": 2}");

        assertThat(set.status()).as("%s", set.json()).isEqualTo(200);
        JsonObject shown = api.get("/queues/" + queue).json();
        assertThat(shown.getInt("maxActive")).isEqualTo(3);
        assertThat(shown.getJsonNumber("ratePerSecond").doubleValue()).isEqualTo(0.5);
        assertThat(shown.getInt("weight")).isEqualTo(2);

        JsonObject bare = api.put("/queues/" + queue, "{}").json();
        assertThat(bare.isNull("maxActive")).isTrue();
        assertThat(bare.isNull("ratePerSecond")).isTrue();
        assertThat(bare.getInt("weight")).isEqualTo(1);
    }

    @Test
    void limits_that_do_not_hold_are_refused_by_name() {
        Answer refused = api.put("/queues/" + queue, "{\"maxActive\": 0, \"weight\": 5000, \"maxactive\": 3}");

        assertThat(refused.status()).as("%s", refused.json()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors").toString()).contains("maxactive");
        assertThat(api.put("/queues/" + queue, "{\"ratePerSecond\": -1}").status())
                .isEqualTo(422);
        assertThat(api.put("/tenants/default", "{\"maxActive\": 0}").status()).isEqualTo(422);
    }

    @Test
    void no_more_runs_of_a_queue_are_active_at_once_than_it_allows() {
        // given
        assertThat(api.put("/queues/" + queue, "{\"maxActive\": 2}").status()).isEqualTo(200);

        // when
        List<String> runs =
                IntStream.range(0, 7).mapToObj(i -> sleeping("PT0.4S")).toList();

        // then
        await().atMost(LONGEST).until(() -> runs.stream().anyMatch(run -> why(run).contains("queue-limit")));
        await().atMost(LONGEST)
                .until(() -> runs.stream().allMatch(run -> state(run).equals("succeeded")));
        assertThat(mostAtOnce(runs)).isBetween(1, 2);
    }

    @Test
    void a_rate_spreads_the_beginnings_of_runs() {
        // given
        assertThat(api.put("/queues/" + queue, "{\"ratePerSecond\": 2}").status())
                .isEqualTo(200);

        // when
        List<String> runs =
                IntStream.range(0, 8).mapToObj(i -> sleeping("PT0.001S")).toList();
        await().atMost(LONGEST)
                .until(() -> runs.stream().allMatch(run -> state(run).equals("succeeded")));

        // then: two may begin together, and the six others take half a second each
        Instant first = runs.stream()
                .map(run -> instant(run, "claimedAt"))
                .min(Instant::compareTo)
                .orElseThrow();
        Instant last = runs.stream()
                .map(run -> instant(run, "claimedAt"))
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(Duration.between(first, last)).isGreaterThanOrEqualTo(Duration.ofMillis(2_900));
    }

    @Test
    void a_queue_whose_backlog_is_full_takes_no_more_and_says_when_to_come_again() {
        // given
        assertThat(api.put("/queues/" + queue, "{}").status()).isEqualTo(200);
        assertThat(api.post("/queues/" + queue + "/pause").status()).isEqualTo(200);
        String cancelled = sleeping("PT0.001S");
        assertThat(api.post("/runs/" + cancelled + "/cancel").status()).isEqualTo(200);
        List<String> accepted = List.of(sleeping("PT0.001S"), sleeping("PT0.001S"));
        assertThat(api.put("/queues/" + queue, "{\"maxBacklog\": 2}").status()).isEqualTo(200);

        // when
        Answer refused = await().atMost(LONGEST)
                .until(() -> api.post("/jobs", job("PT0.001S")), answer -> answer.status() == 429);

        // then
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(refused.json().getString("type")).contains("backlog-full");
        assertThat(api.post("/runs/" + cancelled + "/retry").status()).isEqualTo(429);
        String elsewhere = "elsewhere-" + queue;
        Answer bulk = api.post(
                "/jobs/bulk",
                """
                {"jobs": [
                  {"name": "%1$s", "queue": "%1$s", "handler": {"type": "bean", "name": "no-op"}, "schedule": {"type": "now"}},
                  {"name": "%2$s", "queue": "%2$s", "handler": {"type": "bean", "name": "no-op"}, "schedule": {"type": "now"}}
                ]}"""
                        .formatted(elsewhere, queue));
        assertThat(bulk.status()).isEqualTo(429);
        assertThat(bulk.header("Retry-After")).isNotNull();
        assertThat(api.get("/jobs?q=" + elsewhere).json().getJsonArray("items")).isEmpty();
        Answer action =
                api.post("/runs/actions", "{\"action\": \"retry\", \"filter\": {\"queue\": \"" + queue + "\"}}");
        assertThat(action.status()).isEqualTo(429);
        assertThat(action.header("Retry-After")).isNotNull();
        assertThat(api.get("/queues/" + queue).status()).isEqualTo(200);
        assertThat(api.post("/queues/" + queue + "/resume").status()).isEqualTo(200);
        await().atMost(LONGEST)
                .until(() -> accepted.stream().allMatch(run -> state(run).equals("succeeded")));
    }

    @Test
    void a_tenants_limit_bounds_all_its_queues() {
        try {
            // given
            assertThat(api.put("/tenants/default", "{\"maxActive\": 1}").status())
                    .isEqualTo(200);
            assertThat(api.get("/tenants/default").json().getInt("maxActive")).isEqualTo(1);

            // when
            List<String> runs =
                    IntStream.range(0, 4).mapToObj(i -> sleeping("PT0.3S")).toList();

            // then
            await().atMost(LONGEST)
                    .until(() -> runs.stream().allMatch(run -> state(run).equals("succeeded")));
            assertThat(mostAtOnce(runs)).isEqualTo(1);
        } finally {
            api.put("/tenants/default", "{}");
        }
        assertThat(api.get("/tenants/default").json().get("maxActive")).isEqualTo(JsonValue.NULL);
    }

    private String job(String time) {
        return """
                {"name": "limited-%s", "queue": "%s", "handler": {"type": "bean", "name": "sleep"},
                 "payload": {"for": "%s"}, "schedule": {"type": "now"}}"""
                .formatted(UUID.randomUUID(), queue, time);
    }

    /** The run of a job that is due at once. */
    private String sleeping(String time) {
        Answer answer = api.post("/jobs", job(time));
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
        return api.get("/runs?job=" + answer.json().getString("id"))
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
    }

    private static String state(String run) {
        return api.get("/runs/" + run).json().getString("state");
    }

    private static String why(String run) {
        return api.get("/runs/" + run + "/why").json().toString();
    }

    private static Instant instant(String run, String field) {
        return Instant.parse(api.get("/runs/" + run).json().getString(field));
    }

    /** The most of them that were between their claim and their end at one moment, by the database's times. */
    private static int mostAtOnce(List<String> runs) {
        return runs.stream()
                .mapToInt(run -> {
                    Instant claimed = instant(run, "claimedAt");
                    return (int) runs.stream()
                            .filter(other -> !instant(other, "claimedAt").isAfter(claimed)
                                    && instant(other, "finishedAt").isAfter(claimed))
                            .count();
                })
                .max()
                .orElse(0);
    }
}
