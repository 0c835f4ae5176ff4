package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changes of jobs and queues, repeated requests, and the ledger, on one real member with its database and Redis. */
@ExtendWith(ApiMember.class)
class ControlIT {

    private static HttpCalls api;

    private final String name = "job-" + UUID.randomUUID();

    @BeforeAll
    static void start(HttpCalls calls) {
        api = calls;
    }

    private String job(String schedule, String more) {
        return "{\"name\": \"%s\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": %s%s}"
                .formatted(name, schedule, more);
    }

    private String manual() {
        return job("{\"type\": \"manual\"}", "");
    }

    private static Answer put(String id, String body, String... headers) {
        return send("PUT", id, "application/json", body, headers);
    }

    private static Answer patch(String id, String body, String... headers) {
        return send("PATCH", id, "application/merge-patch+json", body, headers);
    }

    private static Answer send(String method, String id, String type, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", type));
        return api.send(method, "/jobs/" + id, BodyPublishers.ofString(body), all.toArray(String[]::new));
    }

    private static Answer keyed(String path, String key, String body) {
        return api.send(
                "POST",
                path,
                BodyPublishers.ofString(body),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                key);
    }

    private static JsonObject created(String body) {
        Answer answer = api.post("/jobs", body);
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
        return answer.json();
    }

    private static List<JsonObject> runs(String id) {
        return api.get("/runs?limit=100&job=" + id).json().getJsonArray("items").getValuesAs(JsonObject.class);
    }

    private static JsonObject verified(String id, Instant from, Instant to) {
        Answer answer = api.get("/ledger/verify?job=" + id + "&from=" + text(from) + "&to=" + text(to));
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
        return answer.json();
    }

    private static String text(Instant instant) {
        return URLEncoder.encode(instant.toString(), StandardCharsets.UTF_8);
    }

    private static void assertClean(JsonObject proof) {
        assertThat(proof.getInt("gapCount")).as("%s", proof).isZero();
        assertThat(proof.getInt("duplicateCount")).as("%s", proof).isZero();
        assertThat(proof.getInt("unexpectedCount")).as("%s", proof).isZero();
        assertThat(proof.getInt("unverifiedCount")).as("%s", proof).isZero();
        assertThat(proof.getInt("accounted")).isEqualTo(proof.getInt("instants"));
        assertThat(proof.isNull("next")).as("%s", proof).isTrue();
    }

    @Test
    void an_active_run_is_cancelled_and_can_begin_again() {
        String id = created(manual().replace("no-op", "sleep")).getString("id");
        String run = api.post("/jobs/" + id + "/trigger", "{\"payload\": {\"for\": \"PT10M\"}}")
                .json()
                .getString("id");
        await().until(() -> api.get("/runs/" + run).json().getString("state").equals("active"));
        assertThat(api.get("/runs/" + run + "/why").json().getString("reason")).isEqualTo("running");

        Answer cancelled = api.post("/runs/" + run + "/cancel", "{\"reason\": \"wrong day\"}");

        assertThat(cancelled.status()).as("%s", cancelled.json()).isEqualTo(200);
        assertThat(cancelled.json().getString("state")).isEqualTo("cancelled");
        assertThat(cancelled.json().getString("cancelledBy")).isEqualTo("anonymous");
        await().until(() -> api.get("/members")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getInt("active")
                == 0);
        assertThat(api.get("/runs/" + run + "/why").json().getString("detail"))
                .isEqualTo("Cancelled by anonymous: wrong day.");

        Answer again = api.post("/runs/" + run + "/retry", "{\"payload\": {\"for\": \"PT0S\"}}");

        assertThat(again.status()).as("%s", again.json()).isEqualTo(202);
        await().until(() -> api.get("/runs/" + run).json().getString("state").equals("succeeded"));
        assertThat(api.get("/runs/" + run).json().getJsonArray("attempts")).hasSize(2);
        api.post("/runs/" + run + "/cancel", "{}").isProblem(ProblemType.RUN_STATE);
        api.post("/runs/" + run + "/retry", "{}").isProblem(ProblemType.RUN_STATE);
        String nobody = "/runs/" + UUID.randomUUID();
        api.post(nobody + "/cancel", "{}").isProblem(ProblemType.UNKNOWN_RUN);
        api.post(nobody + "/retry", "{}").isProblem(ProblemType.UNKNOWN_RUN);
        api.get(nobody + "/why").isProblem(ProblemType.UNKNOWN_RUN);
        api.post("/runs/" + run + "/cancel", "{\"reason\": \"" + "x".repeat(501) + "\"}")
                .isProblem(ProblemType.INVALID_FIELDS);
    }

    @Test
    void dead_letters_are_retried_by_what_they_have_in_common() {
        String id = created(job("{\"type\": \"manual\"}", ", \"concurrency\": {\"policy\": \"allow\"}")
                        .replace("no-op", "sleep"))
                .getString("id");
        for (int i = 0; i < 3; i++) {
            api.post("/jobs/" + id + "/trigger", "{\"payload\": {\"for\": \"-PT1S\"}}");
        }
        await().until(() -> runs(id).stream()
                        .filter(run -> run.getString("state").equals("failed"))
                        .count()
                == 3);
        String body = "{\"action\": \"retry\", \"filter\": {\"job\": \"" + id + "\", \"state\": \"failed\"}%s}";

        Answer trial = api.post("/runs/actions", body.formatted(", \"dryRun\": true"));
        assertThat(trial.status()).as("%s", trial.json()).isEqualTo(200);
        assertThat(trial.json().getInt("matched")).isEqualTo(3);
        assertThat(trial.json().getJsonObject("filter"))
                .containsOnlyKeys("job", "state", "queue", "member", "batch", "since", "until", "q", "fingerprint");

        Answer begun = api.post("/runs/actions", body.formatted(""));
        assertThat(begun.status()).as("%s", begun.json()).isEqualTo(202);
        String action = "/runs/actions/" + begun.json().getString("id");
        assertThat(begun.header("Location")).endsWith(action);
        await().until(() -> !api.get(action).json().isNull("endedAt"));
        assertThat(api.get(action).json().getInt("done")).isEqualTo(3);
        await().until(() -> runs(id).stream().allMatch(run -> run.getInt("attempt") == 2));
        api.get("/runs/actions/" + UUID.randomUUID()).isProblem(ProblemType.UNKNOWN_ACTION);
        api.post("/runs/actions", "{\"action\": \"retry\", \"filter\": {}}").isProblem(ProblemType.INVALID_FIELDS);
        api.post("/runs/actions", "{\"action\": \"cancel\", \"filter\": {\"state\": \"failed\"}}")
                .isProblem(ProblemType.INVALID_FIELDS);
        api.post("/runs/actions", "{\"action\": \"forget\", \"filter\": {\"state\": \"failed\"}}")
                .isProblem(ProblemType.INVALID_FIELDS);
    }

    @Test
    void a_definition_is_replaced_and_its_etag_with_it() {
        Answer first = api.post("/jobs", manual());
        String id = first.json().getString("id");

        Answer second = put(
                id,
                job(
                        "{\"type\": \"cron\", \"expression\": \"0 3 * * *\"}",
                        ", \"priority\": 7, \"payload\": {\"a\": 1}"),
                "If-Match",
                first.header("ETag"));

        assertThat(second.status()).as("%s", second.json()).isEqualTo(200);
        assertThat(second.json().getInt("priority")).isEqualTo(7);
        assertThat(second.json().getJsonObject("schedule").getString("zone")).isEqualTo("UTC");
        assertThat(Instant.parse(second.json().getString("nextFireAt"))).isAfter(Instant.now());
        assertThat(second.header("ETag")).isEqualTo("\"" + second.json().getInt("version") + "\"");
        assertThat(second.header("ETag")).isNotEqualTo(first.header("ETag"));
        assertThat(api.get("/jobs/" + id).json()).isEqualTo(second.json());
        put(id, manual(), "If-Match", first.header("ETag")).isProblem(ProblemType.STALE_VERSION);
        put(id, manual(), "If-Match", "W/" + second.header("ETag")).isProblem(ProblemType.STALE_VERSION);
        put(id, manual(), "If-Match", "two").isProblem(ProblemType.INVALID_FIELDS);
        assertThat(api.get("/jobs/" + id).json()).isEqualTo(second.json());
        assertThat(put(id, manual(), "If-Match", "*").status()).isEqualTo(200);
        assertThat(put(id, manual()).status()).isEqualTo(200);
        api.send("DELETE", "/jobs/" + id, BodyPublishers.noBody(), "If-Match", first.header("ETag"))
                .isProblem(ProblemType.STALE_VERSION);
        put(UUID.randomUUID().toString(), manual()).isProblem(ProblemType.UNKNOWN_JOB);
    }

    @Test
    void a_patch_changes_what_it_names_and_nothing_else() {
        JsonObject before = created(job(
                "{\"type\": \"interval\", \"every\": \"PT1H\"}",
                ", \"priority\": 3, \"tags\": [\"a\"], \"payload\": {\"x\": 1, \"y\": [2]}"));
        String id = before.getString("id");

        JsonObject after = patch(
                        id,
                        "{\"schedule\": {\"every\": \"PT2H\"}, \"tags\": null, \"payload\": {\"x\": null, \"z\": 3}}")
                .json();

        assertThat(after.getJsonObject("schedule").getString("every")).isEqualTo("PT2H");
        assertThat(after.getJsonArray("tags")).isEmpty();
        assertThat(after.get("payload")).hasToString("{\"y\":[2],\"z\":3}");
        assertThat(after.getInt("priority")).isEqualTo(3);
        assertThat(after.getString("name")).isEqualTo(name);
        assertThat(after.getString("createdAt")).isEqualTo(before.getString("createdAt"));
        assertThat(patch(id, "{\"shedule\": {}}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("shedule");
        assertThat(patch(id, "{\"schedule\": {\"type\": \"manual\", \"every\": \"PT3H\"}}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .contains("schedule.every");
        assertThat(patch(id, "{\"name\": null}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("name");
        patch(id, "[]").isProblem(ProblemType.INVALID_FIELDS);
        patch(id, "{").isProblem(ProblemType.MALFORMED_BODY);
        send("PATCH", id, "text/plain", "{}").isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(patch(id, "{}").json().getInt("version")).isEqualTo(after.getInt("version"));
        assertThat(api.get("/jobs/" + id).json().getInt("version")).isEqualTo(after.getInt("version"));
        assertThat(patch(id, "{\"schedule\": {\"type\": \"manual\"}}").json().getJsonObject("schedule"))
                .hasSize(1);
    }

    @Test
    void a_preview_tells_what_an_edit_would_do_and_does_not_do_it() {
        JsonObject before = created(job("{\"type\": \"cron\", \"expression\": \"0 */6 * * *\"}", ""));
        String path = "/jobs/" + before.getString("id");
        String patch = "{\"schedule\": {\"expression\": \"0 */4 * * *\"}}";

        JsonObject preview = api.send(
                        "POST",
                        path + "/preview?count=5",
                        BodyPublishers.ofString(patch),
                        "Content-Type",
                        "application/merge-patch+json")
                .json();

        assertThat(preview.getJsonArray("before")).hasSize(5);
        assertThat(preview.getJsonArray("after")).hasSize(5);
        assertThat(preview.getJsonArray("kept")).isNotEmpty().allMatch(at -> at.toString()
                .matches("\"....-..-..T(00|12):00:00Z\""));
        assertThat(preview.getJsonArray("added")).allMatch(at -> at.toString().matches("\".*T(04|08|16|20):00:00Z\""));
        assertThat(preview.getJsonArray("removed")).allMatch(at -> at.toString().matches("\".*T(06|18):00:00Z\""));
        assertThat(preview.getJsonArray("kept").size()
                        + preview.getJsonArray("added").size())
                .isEqualTo(5);
        JsonObject whole =
                api.post(path + "/preview", job("{\"type\": \"manual\"}", "")).json();
        assertThat(whole.getJsonArray("after")).isEmpty();
        assertThat(whole.getJsonArray("removed")).hasSize(10);
        assertThat(api.get(path).json()).isEqualTo(before);
        String read = api.get(path).header("ETag");
        assertThat(api.send(
                                "POST",
                                path + "/preview",
                                BodyPublishers.ofString(manual()),
                                "Content-Type",
                                "application/json",
                                "If-Match",
                                read)
                        .status())
                .isEqualTo(200);
        api.send(
                        "POST",
                        path + "/preview",
                        BodyPublishers.ofString(manual()),
                        "Content-Type",
                        "application/json",
                        "If-Match",
                        "\"77\"")
                .isProblem(ProblemType.STALE_VERSION);
        api.post(path + "/preview?count=0", manual()).isProblem(ProblemType.INVALID_FIELDS);
        api.post(path + "/preview", "{\"name\": 1}").isProblem(ProblemType.INVALID_FIELDS);
    }

    @Test
    void a_name_that_another_job_has_is_refused() {
        String id = created(manual()).getString("id");
        String other = created(manual().replace(name, name + "-other")).getString("id");

        put(other, manual()).isProblem(ProblemType.DUPLICATE_JOB);

        assertThat(put(id, manual().replace(name, name + "-new")).status()).isEqualTo(200);
        assertThat(put(other, manual()).status()).isEqualTo(200);
    }

    @Test
    void an_edit_takes_back_what_was_fired_ahead_and_the_ledger_knows_of_it() {
        Instant begun = Instant.now().minusSeconds(5);
        String id = created(job("{\"type\": \"interval\", \"every\": \"PT0.5S\"}", ""))
                .getString("id");
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).size() > 6);

        JsonObject slow = put(id, job("{\"type\": \"interval\", \"every\": \"PT2S\"}", ", \"queue\": \"other\""))
                .json();
        Instant edited = Instant.parse(slow.getString("updatedAt"));

        assertThat(runs(id))
                .filteredOn(run -> run.getString("queue").equals("default"))
                .allMatch(run -> !Instant.parse(run.getString("scheduledAt")).isAfter(edited));
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).stream()
                .filter(run -> run.getString("queue").equals("other"))
                .anyMatch(run -> run.getString("state").equals("succeeded")));

        JsonObject paused =
                api.post("/jobs/" + id + "/pause", "{\"reason\": \"lunch\"}").json();
        assertThat(paused.getString("pausedBy")).isEqualTo("anonymous");
        assertThat(patch(id, "{\"schedule\": {\"every\": \"PT1S\"}}").json().getString("state"))
                .isEqualTo("paused");
        int kept = runs(id).size();
        Instant until = Instant.now().plusSeconds(2);
        await().atMost(Duration.ofSeconds(10)).until(() -> Instant.now().isAfter(until));
        assertThat(runs(id)).hasSize(kept);

        assertThat(api.post("/jobs/" + id + "/resume").json().isNull("pausedBy"))
                .isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).size() > kept + 3);
        assertThat(api.delete("/jobs/" + id).status()).isEqualTo(204);

        JsonObject proof = verified(id, begun, Instant.now().plusSeconds(60));
        assertClean(proof);
        assertThat(proof.getInt("instants")).isGreaterThan(4);
        assertThat(proof.getInt("pending")).isZero();
        assertThat(proof.getInt("instants")).isEqualTo(runs(id).size());
    }

    @Test
    void the_only_instant_of_a_job_moves_until_it_has_come() {
        Instant later = Instant.now().plusSeconds(3_600);
        String id = created(job("{\"type\": \"once\", \"at\": \"%s\"}".formatted(later), ""))
                .getString("id");

        Instant soon = Instant.now().plusSeconds(3);
        JsonObject moved =
                patch(id, "{\"schedule\": {\"at\": \"%s\"}}".formatted(soon)).json();
        assertThat(moved.getString("nextFireAt")).startsWith(soon.toString().substring(0, 19));
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).stream()
                .anyMatch(run -> run.getString("state").equals("succeeded")));

        Answer refused = patch(id, "{\"schedule\": {\"at\": \"%s\"}}".formatted(later));
        refused.isProblem(ProblemType.JOB_SPENT);
        assertThat(patch(id, "{\"tags\": [\"done\"]}").status()).isEqualTo(200);
        patch(id, "{\"schedule\": {\"at\": \"%s\"}}".formatted(later)).isProblem(ProblemType.JOB_SPENT);
        assertThat(runs(id)).hasSize(1);
        JsonObject proof = verified(id, soon.minusSeconds(60), soon.plusSeconds(60));
        assertClean(proof);
        assertThat(proof.getInt("instants")).isEqualTo(1);
    }

    @Test
    void an_only_instant_that_passes_during_a_pause_is_not_lost() throws InterruptedException {
        Instant at = Instant.now().plusSeconds(2);
        String id = created(job("{\"type\": \"once\", \"at\": \"%s\"}".formatted(at), ""))
                .getString("id");
        api.post("/jobs/" + id + "/pause");
        Thread.sleep(3_000);
        assertThat(runs(id)).isEmpty();

        JsonObject resumed = api.post("/jobs/" + id + "/resume").json();

        assertThat(resumed.getString("state")).isEqualTo("active");
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).stream()
                .anyMatch(run -> run.getString("state").equals("succeeded")));
        assertThat(runs(id)).hasSize(1);
        JsonObject proof = verified(id, at.minusSeconds(60), at.plusSeconds(60));
        assertClean(proof);
        assertThat(proof.getInt("instants")).isEqualTo(1);
    }

    @Test
    void of_two_editors_who_have_read_the_same_version_one_is_refused() throws Exception {
        Answer read = api.post("/jobs", manual());
        String id = read.json().getString("id");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        // None is the default: an edit that changes nothing is refused to nobody, and makes no version.
        List<Callable<Integer>> edits = IntStream.of(0, 1, 2, 3, 6, 7, 8, 9)
                .<Callable<Integer>>mapToObj(
                        i -> () -> patch(id, "{\"priority\": " + i + "}", "If-Match", read.header("ETag"))
                                .status())
                .toList();

        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> answer : threads.invokeAll(edits)) {
            answers.add(answer.get());
        }

        threads.shutdown();
        assertThat(answers)
                .containsOnlyOnce(200)
                .filteredOn(status -> status == 412)
                .hasSize(7);
        assertThat(api.get("/jobs/" + id).json().getInt("version"))
                .isEqualTo(read.json().getInt("version") + 1);
    }

    @Test
    void a_repeated_request_gets_the_first_answer() {
        String key = UUID.randomUUID().toString();
        Answer first = keyed("/jobs", key, manual());
        assertThat(first.status()).as("%s", first.json()).isEqualTo(201);
        api.post("/jobs/" + first.json().getString("id") + "/pause");

        Answer again = keyed("/jobs", key, manual());

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Location"))
                .isEqualTo(first.header("Location"))
                .endsWith(first.json().getString("id"));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag")).isNotNull();
        keyed("/jobs", key, manual() + " ").isProblem(ProblemType.IDEMPOTENCY_KEY_TAKEN);
        keyed("/jobs/bulk", key, manual()).isProblem(ProblemType.INVALID_FIELDS);
        keyed("/jobs", "with space", manual()).isProblem(ProblemType.INVALID_FIELDS);
        keyed("/jobs", UUID.randomUUID().toString(), manual()).isProblem(ProblemType.DUPLICATE_JOB);
    }

    @Test
    void a_request_that_was_refused_leaves_its_key_free() {
        String key = UUID.randomUUID().toString();
        String taken = created(manual()).getString("id");
        keyed("/jobs", key, manual()).isProblem(ProblemType.DUPLICATE_JOB);
        api.delete("/jobs/" + taken);

        assertThat(keyed("/jobs", key, manual()).status()).isEqualTo(201);
    }

    @Test
    void twins_at_the_same_moment_create_one_thing_and_get_one_answer() throws Exception {
        String key = UUID.randomUUID().toString();
        String id = created(manual()).getString("id");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Answer>> twins = IntStream.range(0, 8)
                .<Callable<Answer>>mapToObj(i -> () -> keyed("/jobs/" + id + "/trigger", key, "{\"priority\": 8}"))
                .toList();

        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> answer : threads.invokeAll(twins)) {
            answers.add(answer.get());
        }

        threads.shutdown();
        assertThat(answers).extracting(Answer::status).containsOnly(202);
        assertThat(answers)
                .extracting(answer -> answer.json())
                .containsOnly(answers.get(0).json());
        assertThat(runs(id)).hasSize(1);
        Answer bulk = keyed("/jobs/bulk", key + "-bulk", "{\"jobs\": [" + manual().replace(name, name + "-b") + "]}");
        assertThat(keyed("/jobs/bulk", key + "-bulk", "{\"jobs\": [" + manual().replace(name, name + "-b") + "]}")
                        .json())
                .isEqualTo(bulk.json());
        assertThat(bulk.json().getInt("created")).isEqualTo(1);
    }

    @Test
    void a_paused_queue_holds_its_runs_back_and_says_why() {
        String queue = "q-" + UUID.randomUUID();
        String id = created(job("{\"type\": \"manual\"}", ", \"queue\": \"" + queue + "\""))
                .getString("id");

        JsonObject paused = api.post("/queues/" + queue + "/pause", "{\"reason\": \"moving house\"}")
                .json();
        api.post("/jobs/" + id + "/trigger");

        assertThat(paused.getBoolean("paused")).isTrue();
        assertThat(paused.getString("pausedReason")).isEqualTo("moving house");
        assertThat(paused.getString("pausedBy")).isEqualTo("anonymous");
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> runs(id).stream()
                .allMatch(run -> run.getString("state").equals("scheduled")));

        JsonObject resumed = api.post("/queues/" + queue + "/resume").json();
        assertThat(resumed.getBoolean("paused")).isFalse();
        assertThat(resumed.isNull("pausedReason")).isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).stream()
                .allMatch(run -> run.getString("state").equals("succeeded")));
        api.post("/queues/nowhere/pause").isProblem(ProblemType.UNKNOWN_QUEUE);
        api.post("/queues/nowhere/resume").isProblem(ProblemType.UNKNOWN_QUEUE);
    }

    @Test
    void the_ledger_lists_instants_page_by_page_and_refuses_what_is_no_range() {
        Instant from = Instant.now().minusSeconds(5);
        String id = created(job("{\"type\": \"interval\", \"every\": \"PT0.2S\"}", ""))
                .getString("id");
        await().atMost(Duration.ofSeconds(30)).until(() -> runs(id).size() > 20);
        String range = "job=" + id + "&from=" + text(from) + "&to="
                + text(Instant.now().plusSeconds(20));

        List<JsonObject> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = api.get("/ledger?limit=7&" + range + cursor).json();
            JsonArray part = page.getJsonArray("items");
            assertThat(part.size()).isLessThanOrEqualTo(7);
            items.addAll(part.getValuesAs(JsonObject.class));
            cursor = page.isNull("next") ? null : "&cursor=" + page.getString("next");
        } while (cursor != null);

        assertThat(items).extracting(item -> item.getString("scheduledAt")).doesNotHaveDuplicates();
        assertThat(items).extracting(item -> item.getString("account")).containsOnly("accounted", "pending");
        assertThat(items)
                .filteredOn(item -> item.getString("account").equals("accounted"))
                .hasSizeGreaterThan(20)
                .allMatch(item -> !item.isNull("run") && !item.isNull("state"));
        api.delete("/jobs/" + id);
        assertThat(api.get("/ledger").isProblem(ProblemType.INVALID_FIELDS).fields())
                .containsExactly("from", "to");
        assertThat(api.get("/ledger?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("to");
        assertThat(api.get("/ledger/verify?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("to");
        api.get("/ledger?cursor=bm9uc2Vuc2U&" + range).isProblem(ProblemType.INVALID_FIELDS);
    }
}
