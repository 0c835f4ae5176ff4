package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calendars, blackouts, previews and firings as callers meet them: one real member, with its database and Redis. */
@ExtendWith(ApiMember.class)
class SchedulesIT {

    private static HttpCalls api;

    @BeforeAll
    static void start(HttpCalls calls) {
        api = calls;
    }

    private static Answer put(String path, String body) {
        return api.send("PUT", path, BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    private static String unique() {
        return "it-" + UUID.randomUUID();
    }

    private static String job(String more) {
        return """
                {"name": "%s", "handler": {"type": "bean", "name": "no-op"},
                 "schedule": {"type": "cron", "expression": "* * * * * *"}%s}"""
                .formatted(unique(), more);
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    private static List<JsonObject> items(Answer answer) {
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
        return answer.json().getJsonArray("items").getValuesAs(JsonObject.class);
    }

    @Test
    void a_preview_shows_instants_with_local_times_notes_and_the_rule_in_words() {
        Answer preview = api.post(
                "/schedules/preview",
                """
                {"schedule": {"type": "cron", "expression": "30 1 * * *", "zone": "Europe/London"},
                 "count": 3, "from": "2026-03-28T00:00:00Z"}""");

        assertThat(items(preview))
                .extracting(item -> item.getString("local"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T02:00:00+01:00", "2026-03-30T01:30:00+01:00");
        assertThat(items(preview))
                .extracting(item -> item.get("note").toString())
                .containsExactly("null", "\"gap\"", "null");
        assertThat(preview.json().getString("reading")).isEqualTo("at 01:30 every day, Europe/London");
        assertThat(api.post(
                                "/schedules/preview",
                                "{\"schedule\": {\"type\": \"cron\", \"expression\": \"99 * * * *\"}}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("schedule.expression");
        assertThat(api.post(
                                "/schedules/preview",
                                "{\"schedule\": {\"type\": \"now\"}, \"calendars\": [\"none-such\"], \"count\": 1}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("calendars[0]");
    }

    @Test
    void a_calendar_of_icalendar_text_is_kept_used_changed_and_guarded() {
        // given
        String name = unique();
        String ical = "BEGIN:VCALENDAR\\r\\nVERSION:2.0\\r\\nBEGIN:VEVENT\\r\\nSUMMARY:Day\\r\\nDTSTART;VALUE=DATE:%s"
                        .formatted(today().replace("-", ""))
                + "\\r\\nRRULE:FREQ=YEARLY\\r\\nEND:VEVENT\\r\\nEND:VCALENDAR\\r\\n";

        // when
        Answer stored = put("/calendars/" + name, "{\"ical\": \"" + ical + "\"}");
        JsonObject job =
                api.post("/jobs", job(", \"calendars\": [\"" + name + "\"]")).json();
        String firings = "/jobs/" + job.getString("id") + "/firings?count=5";

        // then
        assertThat(stored.status()).as("%s", stored.json()).isEqualTo(200);
        assertThat(api.get("/calendars/" + name).json()).isEqualTo(stored.json());
        assertThat(items(api.get("/calendars?limit=100")))
                .anyMatch(item -> item.getString("name").equals(name));
        assertThat(items(api.get(firings))).hasSize(5).allMatch(item -> !item.getString("at")
                .startsWith(today()));
        assertThat(stored.header("ETag")).isEqualTo("\"1\"");
        assertThat(api.get("/calendars/" + name).header("ETag")).isEqualTo("\"1\"");
        api.send(
                        "PUT",
                        "/calendars/" + name,
                        BodyPublishers.ofString("{\"dates\": [\"2000-01-01\"]}"),
                        "Content-Type",
                        "application/json",
                        "If-Match",
                        "\"7\"")
                .isProblem(ProblemType.STALE_VERSION);
        api.send("DELETE", "/calendars/" + name, BodyPublishers.noBody(), "If-Match", "\"7\"")
                .isProblem(ProblemType.STALE_VERSION);
        assertThat(api.delete("/calendars/" + name)
                        .isProblem(ProblemType.CALENDAR_IN_USE)
                        .json()
                        .getString("detail"))
                .contains(job.getString("name"));

        // when
        put("/calendars/" + name, "{\"dates\": [\"2000-01-01\"]}");

        // then
        String path = "/jobs/" + job.getString("id");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> items(api.get("/runs?state=succeeded&job=" + job.getString("id")))
                                .size()
                        >= 2);
        assertThat(api.get(path).json().getString("reading")).isEqualTo("every second, UTC");

        // when
        put("/calendars/" + name, "{\"dates\": [\"" + today() + "/9999-12-31\"]}");

        // then
        assertThat(api.get(path).json().get("nextFireAt")).isEqualTo(JsonValue.NULL);
        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.delete("/calendars/" + name).status()).isEqualTo(204);
        api.get("/calendars/" + name).isProblem(ProblemType.UNKNOWN_CALENDAR);
    }

    @Test
    void the_ledger_judges_each_instant_by_the_calendar_of_its_time() {
        // given
        String name = unique();
        put("/calendars/" + name, "{\"dates\": [\"2000-01-01\"]}");
        JsonObject job =
                api.post("/jobs", job(", \"calendars\": [\"" + name + "\"]")).json();
        Instant created = Instant.parse(job.getString("createdAt"));
        await().atMost(Duration.ofSeconds(20)).until(() -> proof(job, created).getInt("accounted") >= 3);

        // when
        put("/calendars/" + name, "{\"dates\": [\"" + today() + "/9999-12-31\"]}");

        // then
        JsonObject excluded = proof(job, created);
        assertClean(excluded);
        assertThat(excluded.getInt("pending")).isZero();

        // when
        put("/calendars/" + name, "{\"dates\": [\"2000-01-01\"]}");

        // then
        await().atMost(Duration.ofSeconds(20))
                .until(() -> proof(job, created).getInt("accounted") >= excluded.getInt("accounted") + 3);
        assertClean(proof(job, created));
        assertThat(proof(job, created).getInt("pending")).isPositive();
        assertThat(api.delete("/jobs/" + job.getString("id")).status()).isEqualTo(204);
        assertClean(proof(job, created));
        assertThat(api.delete("/calendars/" + name).status()).isEqualTo(204);
    }

    private static JsonObject proof(JsonObject job, Instant from) {
        Answer proof = api.get("/ledger/verify?job=" + job.getString("id") + "&from=" + from.minusSeconds(60) + "&to="
                + from.plusSeconds(600));
        assertThat(proof.status()).as("%s", proof.json()).isEqualTo(200);
        return proof.json();
    }

    private static void assertClean(JsonObject proof) {
        for (String count : List.of("gapCount", "duplicateCount", "unexpectedCount", "unverifiedCount")) {
            assertThat(proof.getInt(count)).as("%s", proof).isZero();
        }
    }

    @Test
    void what_does_not_hold_is_named() {
        assertThat(api.post("/jobs", job(", \"calendars\": [\"none-such\"]"))
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("calendars[0]");
        assertThat(put("/calendars/x", "{\"weekly\": [\"FUNDAY\"], \"ical\": \"nonsense\"}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("weekly[0]", "ical");
        assertThat(put("/blackouts/x", "{\"from\": \"2026-01-01T00:00:00Z\", \"policy\": \"never\"}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("until", "policy");
        assertThat(put("/calendars/a%20b", "{\"weekly\": [\"SUN\"]}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("name");
        assertThat(api.get("/jobs/" + UUID.randomUUID() + "/firings?count=1001")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("count");
        api.get("/jobs/" + UUID.randomUUID() + "/firings").isProblem(ProblemType.UNKNOWN_JOB);
        api.delete("/blackouts/none-such").isProblem(ProblemType.UNKNOWN_BLACKOUT);
    }

    @Test
    void a_blackout_holds_a_queue_and_lets_it_go_on_when_it_ends() {
        // given
        String name = unique();
        String queue = "q-" + UUID.randomUUID();
        Instant now = Instant.now();
        Answer stored = put(
                "/blackouts/" + name,
                "{\"from\": \"%s\", \"until\": \"%s\", \"queues\": [\"%s\"], \"reason\": \"closed\"}"
                        .formatted(now.minusSeconds(60), now.plusSeconds(8), queue));
        assertThat(stored.json().getBoolean("active")).isTrue();

        // when
        JsonObject job = api.post(
                        "/jobs",
                        """
                        {"name": "%s", "queue": "%s", "handler": {"type": "bean", "name": "no-op"},
                         "schedule": {"type": "now"}}"""
                                .formatted(unique(), queue))
                .json();

        // then
        await().atMost(Duration.ofSeconds(40))
                .until(() -> items(api.get("/runs?state=succeeded&job=" + job.getString("id")))
                                .size()
                        == 1);
        JsonObject run = items(api.get("/runs?job=" + job.getString("id"))).get(0);
        assertThat(Instant.parse(run.getString("startedAt")))
                .isAfterOrEqualTo(Instant.parse(stored.json().getString("until")));
        assertThat(items(api.get("/blackouts")))
                .filteredOn(item -> item.getString("name").equals(name))
                .singleElement()
                .matches(item -> !item.getBoolean("active"));
    }

    @Test
    void a_blackout_that_skips_is_noted_ahead_and_written_as_skipped() {
        // given
        String name = unique();
        String queue = "q-" + UUID.randomUUID();
        Instant now = Instant.now();
        put(
                "/blackouts/" + name,
                "{\"from\": \"%s\", \"until\": \"%s\", \"queues\": [\"%s\"], \"policy\": \"skip\"}"
                        .formatted(now.minusSeconds(60), now.plusSeconds(600), queue));

        // when
        JsonObject job =
                api.post("/jobs", job(", \"queue\": \"" + queue + "\"")).json();

        // then
        assertThat(items(api.get("/jobs/" + job.getString("id") + "/firings?count=3")))
                .hasSize(3)
                .allMatch(item -> item.getString("note").equals("blackout"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> items(api.get("/runs?state=skipped&job=" + job.getString("id")))
                                .size()
                        >= 2);
        assertThat(items(api.get("/runs?job=" + job.getString("id"))))
                .allMatch(run -> run.getString("reason").equals("blackout"));
        assertThat(api.delete("/blackouts/" + name).status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !items(api.get("/runs?state=succeeded&job=" + job.getString("id")))
                        .isEmpty());
        api.delete("/jobs/" + job.getString("id"));
    }
}
