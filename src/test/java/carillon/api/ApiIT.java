package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import carillon.test.LocalCluster;
import carillon.test.OneMember;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP contract as callers meet it: one real member, with its database and Redis. */
@ExtendWith(OneMember.class)
class ApiIT {

    private static LocalCluster cluster;
    private static HttpCalls api;

    @BeforeAll
    static void start(LocalCluster one) {
        cluster = one;
        api = new HttpCalls(cluster.member(1).uri());
    }

    private static String unique() {
        return "job-" + UUID.randomUUID();
    }

    private static String manual(String name) {
        return """
                {"name": "%s", "handler": {"type": "bean", "name": "no-op"}, "schedule": {"type": "manual"}}"""
                .formatted(name);
    }

    private static JsonObject created(String body) {
        Answer answer = api.post("/jobs", body);
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
        return answer.json();
    }

    @Test
    void a_job_is_created_shown_paused_resumed_triggered_and_deleted() {
        // when
        Answer created = api.post("/jobs", manual(unique()));
        String id = created.json().getString("id");
        String path = "/jobs/" + id;

        // then
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).endsWith("/api/v1/jobs/" + id);
        assertThat(created.header("ETag")).isEqualTo("\"" + created.json().getInt("version") + "\"");
        assertThat(api.get(path).json()).isEqualTo(created.json());

        // when
        Answer paused = api.post(path + "/pause", "{\"reason\": \"lunch\", \"until\": \"2999-01-01T00:00:00+01:00\"}");
        Answer resumed = api.post(path + "/resume");
        Answer triggered = api.post(path + "/trigger", "{\"payload\": {\"a\": [1]}, \"priority\": 9}");

        // then
        assertThat(paused.json().getString("state")).isEqualTo("paused");
        assertThat(paused.json().getString("pausedReason")).isEqualTo("lunch");
        assertThat(paused.json().getString("pausedUntil")).isEqualTo("2998-12-31T23:00:00Z");
        assertThat(paused.header("ETag")).isNotEqualTo(created.header("ETag"));
        assertThat(resumed.json().getString("state")).isEqualTo("active");
        assertThat(resumed.json().isNull("pausedReason")).isTrue();
        assertThat(triggered.status()).isEqualTo(202);
        assertThat(triggered.json().getString("job")).isEqualTo(id);
        assertThat(triggered.json().getInt("priority")).isEqualTo(9);
        String run = "/runs/" + triggered.json().getString("id");
        assertThat(triggered.header("Location")).endsWith("/api/v1" + run);
        assertThat(api.get(run).json().getString("scheduledAt"))
                .isEqualTo(triggered.json().getString("scheduledAt"));

        // when
        Answer deleted = api.delete(path);

        // then
        assertThat(deleted.status()).isEqualTo(204);
        api.get(path).isProblem(ProblemType.UNKNOWN_JOB);
        api.delete(path).isProblem(ProblemType.UNKNOWN_JOB);
        api.post(path + "/pause").isProblem(ProblemType.UNKNOWN_JOB);
        api.post(path + "/resume").isProblem(ProblemType.UNKNOWN_JOB);
        api.post(path + "/trigger").isProblem(ProblemType.UNKNOWN_JOB);
    }

    @Test
    void many_callers_of_one_job_wait_for_each_other_and_all_are_served() throws Exception {
        // given
        String job = api.post("/jobs", manual(unique())).json().getString("id");
        List<Callable<Integer>> calls = Collections.nCopies(
                200, () -> api.post("/jobs/" + job + "/trigger").status());
        ExecutorService callers = Executors.newFixedThreadPool(50);

        // when
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : callers.invokeAll(calls)) {
            statuses.add(answer.get());
        }
        callers.shutdown();

        // then
        assertThat(statuses).hasSize(200).containsOnly(202);
        api.delete("/jobs/" + job);
    }

    @Test
    void of_bulk_requests_with_the_same_names_in_another_order_one_wins_and_the_others_are_told() throws Exception {
        // given
        List<String> jobs = new ArrayList<>(
                IntStream.range(0, 500).mapToObj(number -> manual(unique())).toList());
        String forth = "{\"jobs\": [" + String.join(",", jobs) + "]}";
        Collections.reverse(jobs);
        String back = "{\"jobs\": [" + String.join(",", jobs) + "]}";
        List<Callable<Answer>> calls = List.of(
                () -> api.post("/jobs/bulk", forth),
                () -> api.post("/jobs/bulk", back),
                () -> api.post("/jobs/bulk", forth),
                () -> api.post("/jobs/bulk", back));
        ExecutorService callers = Executors.newFixedThreadPool(4);

        // when
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : callers.invokeAll(calls)) {
            statuses.add(answer.get().status());
        }
        callers.shutdown();

        // then
        assertThat(statuses).hasSize(4).contains(200).allMatch(status -> status == 200 || status == 409);
    }

    @Test
    void a_pause_ends_by_itself_and_the_job_fires_again() {
        // given
        String id = api.post(
                        "/jobs",
                        "{\"name\": \"" + unique()
                                + "\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": "
                                + "{\"type\": \"interval\", \"every\": \"PT1S\"}}")
                .json()
                .getString("id");
        String until = Instant.now().plusSeconds(3).toString();

        // when
        Answer paused = api.post("/jobs/" + id + "/pause", "{\"until\": \"" + until + "\"}");

        // then
        assertThat(paused.json().isNull("nextFireAt")).isTrue();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        api.get("/runs?job=" + id + "&since=" + until).json().getJsonArray("items"))
                .isNotEmpty());
        assertThat(api.get("/jobs/" + id).json().getString("state")).isEqualTo("active");
        api.delete("/jobs/" + id);
    }

    @Test
    void every_option_of_the_contract_comes_back_as_it_was_sent() {
        // given
        String sent = Bodies.JOB.replace("nightly-report", unique());

        // when
        JsonObject job = api.get("/jobs/" + created(sent).getString("id")).json();

        // then
        assertThat(job.get("payload").toString()).isEqualTo("{\"any\":[\"json\",1,2.5,true,null,{\"deep\":\"er\"}]}");
        assertThat(job.getJsonObject("schedule"))
                .hasToString(
                        "{\"type\":\"cron\",\"expression\":\"0 30 2 * * *\",\"gap\":\"next-valid\",\"overlap\":\"first\",\"zone\":\"Asia/Kolkata\"}");
        assertThat(job.getString("start")).isEqualTo("2026-12-01T00:00:00Z");
        assertThat(job.getString("state")).isEqualTo("active");
        assertThat(Instant.parse(job.getString("nextFireAt"))).isAfter(Instant.parse("2026-12-01T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"name\": \"a\",}",
                "name=a",
                "{\"name\": \"a\"} {}",
                "{\"name\": 'a'}",
                "\u0001",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void a_malformed_body_is_shown_where(String body) {
        Answer answer = api.post("/jobs", body).isProblem(ProblemType.MALFORMED_BODY);
        assertThat(answer.json().getString("detail")).containsPattern("line 1, column \\d+");
    }

    @Test
    void a_body_that_is_not_there_or_not_utf_8_is_malformed() {
        api.post("/jobs", "").isProblem(ProblemType.MALFORMED_BODY);
        api.post("/jobs").isProblem(ProblemType.MALFORMED_BODY);
        api.send(
                        "POST",
                        "/jobs",
                        BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xff, '"'}),
                        "Content-Type",
                        "application/json")
                .isProblem(ProblemType.MALFORMED_BODY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | name,handler,schedule",
                "[] | body",
                "{\"name\": \"a\", \"name\": \"b\"} | name,handler,schedule",
                "{\"name\": \"a\\u0000\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"manual\"}} | name",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"manual\"}, \"payload\": [1e999]} | payload[0]",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"manual\"}, \"payload\": {\"a\": [\"\\u0000\"], \"b\": \"\\ud800\"}} | payload.a[0],payload.b",
                "{\"nme\": \"a\", \"handler\": {\"type\": \"ftp\"}, \"schedule\": {\"type\": \"interval\", \"every\": 5}} | nme,handler.type,schedule.every,name",
                "{\"name\": \"a\", \"handler\": {\"type\": \"http\", \"url\": \"gopher://x\"}, \"schedule\": {\"type\": \"cron\", \"expression\": \"0 0 30 2 *\", \"zone\": \"Mars/Olympus\"}, \"priority\": 10} | priority,handler.url,schedule.expression,schedule.zone",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"once\", \"at\": \"2020-01-01T00:00:00Z\"}} | schedule",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"once\", \"at\": \"10000-01-01T00:00:00Z\"}} | schedule.at",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"interval\", \"every\": \"PT0S\"}} | schedule.every",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"now\"}, \"start\": \"2030-01-01T00:00:00Z\", \"end\": \"2029-01-01T00:00:00Z\"} | end",
                "{\"name\": \"a\", \"handler\": {\"type\": \"bean\", \"name\": \"no-op\"}, \"schedule\": {\"type\": \"now\"}, \"tags\": [null, \"\"], \"retention\": \"P1M\"} | tags[0],retention",
            })
    void an_impossible_job_is_refused_with_its_fields_named(String body, String fields) {
        Answer answer = api.post("/jobs", body).isProblem(ProblemType.INVALID_FIELDS);
        assertThat(answer.fields()).contains(fields.split(","));
    }

    @Test
    void a_job_whose_bean_is_not_deployed_is_refused() {
        Answer answer = api.post("/jobs", manual(unique()).replace("no-op", "nobody"));
        assertThat(answer.isProblem(ProblemType.INVALID_FIELDS).fields()).containsExactly("handler.name");
    }

    @Test
    void a_body_that_is_too_long_is_refused_whether_it_says_its_length_or_not() {
        // given
        byte[] long1 = " ".repeat(1_200_000).getBytes();
        byte[] long32 = " ".repeat(34_000_000).getBytes();

        // then
        for (byte[] body : List.of(long1, long32)) {
            String path = body == long1 ? "/jobs" : "/jobs/bulk";
            api.send("POST", path, BodyPublishers.ofByteArray(body), "Content-Type", "application/json")
                    .isProblem(ProblemType.BODY_TOO_LARGE);
            api.send(
                            "POST",
                            path,
                            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                            "Content-Type",
                            "application/json")
                    .isProblem(ProblemType.BODY_TOO_LARGE);
        }
    }

    @Test
    void a_payload_of_a_megabyte_is_kept() {
        // given
        // With its two quotation marks, each é taking two bytes.
        String payload = "é".repeat(512 * 1024 - 1);
        String body = manual(unique()).replaceFirst("}$", ", \"payload\": \"" + payload + "\"}");

        // when
        JsonObject job = api.get("/jobs/" + created(body).getString("id")).json();

        // then
        assertThat(job.getString("payload")).isEqualTo(payload);
    }

    @Test
    void a_body_that_is_not_json_is_not_taken() {
        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1")) {
            api.send("POST", "/jobs", BodyPublishers.ofString(manual(unique())), "Content-Type", type)
                    .isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
        api.send("POST", "/jobs", BodyPublishers.ofString("{}")).isProblem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/",
                "/jobs/1/2/3",
                "/jobs/nightly",
                "/runs/1",
                "//nothing",
                "//api",
                "//api/v2/jobs",
                "//problem",
                "/application.wadl"
            })
    void a_path_that_is_not_there_is_a_problem_too(String path) {
        api.get(path).isProblem(ProblemType.NOT_FOUND);
    }

    @Test
    void ids_and_names_that_nobody_has_are_named() {
        api.get("/jobs/" + UUID.randomUUID()).isProblem(ProblemType.UNKNOWN_JOB);
        api.get("/runs/" + UUID.randomUUID()).isProblem(ProblemType.UNKNOWN_RUN);
        api.get("/queues/nowhere").isProblem(ProblemType.UNKNOWN_QUEUE);
        for (String command : List.of("step-down", "drain", "undrain")) {
            api.post("/members/nobody/" + command).isProblem(ProblemType.UNKNOWN_MEMBER);
        }
    }

    @Test
    void a_method_that_is_not_offered_is_answered_with_those_that_are() {
        // when
        Answer answer = api.send("PUT", "/jobs", BodyPublishers.noBody());

        // then
        assertThat(answer.isProblem(ProblemType.METHOD_NOT_ALLOWED).header("Allow"))
                .contains("GET")
                .contains("POST");
        api.send("PATCH", "/runs", BodyPublishers.noBody()).isProblem(ProblemType.METHOD_NOT_ALLOWED);
        api.delete("/members").isProblem(ProblemType.METHOD_NOT_ALLOWED);
    }

    @Test
    void an_answer_in_another_form_is_not_offered() {
        api.send("GET", "/jobs", BodyPublishers.noBody(), "Accept", "text/html").isProblem(ProblemType.NOT_ACCEPTABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/jobs?limit=0 | limit",
                "/jobs?limit=101 | limit",
                "/jobs?limit=many&cursor=here&state=done | limit,cursor,state",
                "/jobs?stat=active | stat",
                "/jobs?state=active&state=paused | state",
                "/jobs?q= | q",
                "/jobs?q=%00 | q",
                "/runs?job=nightly | job",
                "/runs?since=yesterday&until=2026-01-01 | since,until",
                "/runs?member=host:8080 | member",
                "/queues?limit=-1 | limit",
                "/members?q=a | q",
                "/jobs/00000000-0000-0000-0000-000000000000?verbose=true | verbose"
            })
    void parameters_that_mean_nothing_are_named(String path, String fields) {
        Answer answer = api.get(path).isProblem(ProblemType.INVALID_FIELDS);
        assertThat(answer.fields()).containsExactlyInAnyOrder(fields.split(","));
    }

    @Test
    void a_request_keeps_its_id_if_that_can_stand_in_a_log() {
        assertThat(withId("a-Z_0.9:/+=@").header("X-Request-Id")).isEqualTo("a-Z_0.9:/+=@");
        for (String odd : List.of("a b", "x".repeat(129), "\"quoted\"")) {
            assertThat(withId(odd).header("X-Request-Id")).isNotEqualTo(odd).matches("[0-9a-f-]{36}");
        }
    }

    private static Answer withId(String id) {
        return api.send("GET", "/nothing", BodyPublishers.noBody(), "X-Request-Id", id);
    }

    @Test
    void pages_show_every_job_once_while_others_are_added() {
        // given
        String tag = UUID.randomUUID().toString();
        Set<String> expected = new java.util.HashSet<>();
        for (int i = 0; i < 5; i++) {
            expected.add(tagged(tag).getString("id"));
        }

        // when
        List<String> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonObject page = api.get("/jobs?limit=2&tag=" + tag + next).json();
            page.getJsonArray("items").getValuesAs(JsonObject.class).forEach(job -> seen.add(job.getString("id")));
            next = page.isNull("next") ? null : "&cursor=" + page.getString("next");
            tagged(tag);
        }

        // then
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static JsonObject tagged(String tag) {
        return created(manual(unique()).replaceFirst("}$", ", \"tags\": [\"" + tag + "\"]}"));
    }

    @Test
    void jobs_are_found_by_what_they_are() {
        // given
        String name = unique() + "-100%_Sure";
        created(manual(name).replaceFirst("}$", ", \"queue\": \"search\"}"));

        // then
        assertThat(found("/jobs?q=100%25_sURE")).contains(name);
        assertThat(found("/jobs?queue=search&handler=bean&state=active&limit=100"))
                .contains(name);
        assertThat(found("/jobs?queue=search&handler=http")).doesNotContain(name);
        assertThat(found("/jobs?queue=search&state=paused")).doesNotContain(name);
    }

    private static List<String> found(String path) {
        return api.get(path).json().getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .map(job -> job.getString("name"))
                .toList();
    }

    @Test
    void a_name_is_taken_once_however_many_ask_at_once() throws Exception {
        // given
        String body = manual(unique());
        ExecutorService callers = Executors.newFixedThreadPool(8);

        // when
        List<Future<Answer>> answers = IntStream.range(0, 8)
                .mapToObj(i -> callers.submit(() -> api.post("/jobs", body)))
                .toList();
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            statuses.add(answer.get().status());
        }
        callers.shutdown();

        // then
        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        api.post("/jobs", body).isProblem(ProblemType.DUPLICATE_JOB);
    }

    @Test
    void of_many_jobs_those_that_hold_are_created_and_the_others_named() {
        // given
        String taken = unique();
        created(manual(taken));
        String one = unique();
        String body =
                "{\"jobs\": [" + String.join(",", manual(one), manual(taken), "{\"nme\": 1}", "{}", "7", manual(one))
                        + "," + manual(unique()) + "]}";

        // when
        Answer answer = api.post("/jobs/bulk", body);

        // then
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
        assertThat(answer.json().getInt("created")).isEqualTo(2);
        assertThat(answer.json().getInt("refused")).isEqualTo(5);
        List<JsonObject> results = answer.json().getJsonArray("results").getValuesAs(JsonObject.class);
        assertThat(results).hasSize(7);
        assertThat(api.get("/jobs/" + results.get(0).getString("id")).json().getString("name"))
                .isEqualTo(one);
        assertThat(errorFields(results.get(1))).containsExactly("jobs[1].name");
        assertThat(errorFields(results.get(2)))
                .containsExactlyInAnyOrder("jobs[2].nme", "jobs[2].name", "jobs[2].handler", "jobs[2].schedule");
        assertThat(errorFields(results.get(3)))
                .containsExactlyInAnyOrder("jobs[3].name", "jobs[3].handler", "jobs[3].schedule");
        assertThat(errorFields(results.get(4))).containsExactly("jobs[4]");
        assertThat(errorFields(results.get(5))).containsExactly("jobs[5].name");
    }

    private static List<String> errorFields(JsonObject result) {
        return result.getJsonArray("errors").getValuesAs(JsonObject.class).stream()
                .map(error -> error.getString("field"))
                .toList();
    }

    @Test
    void queues_and_members_are_shown() {
        // given
        created(manual(unique()).replaceFirst("}$", ", \"queue\": \"shown\"}"));

        // when
        JsonObject queue = api.get("/queues/shown").json();
        List<JsonObject> members =
                api.get("/members").json().getJsonArray("items").getValuesAs(JsonObject.class);

        // then
        assertThat(queue.getString("name")).isEqualTo("shown");
        assertThat(queue.getString("oldestWait")).isEqualTo("PT0S");
        assertThat(api.get("/queues?limit=1").json().getJsonArray("items")).hasSize(1);
        assertThat(members).hasSize(1);
        assertThat(members.get(0).getJsonNumber("pid").longValue())
                .isEqualTo(cluster.member(1).pid());
    }

    @Test
    void a_member_is_drained_and_undrained_by_name_or_id() {
        // given
        JsonObject member = api.get("/members").json().getJsonArray("items").getJsonObject(0);

        // when
        Answer drained = api.post("/members/" + member.getString("name") + "/drain");
        await().atMost(Duration.ofSeconds(20)).until(() -> memberState().equals("draining"));
        Answer undrained = api.post("/members/" + member.getString("id") + "/undrain", "{}");

        // then
        assertThat(drained.status()).isEqualTo(204);
        assertThat(undrained.status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(20)).until(() -> memberState().equals("up"));
        assertThat(api.post("/members/" + member.getString("id") + "/step-down").status())
                .isEqualTo(204);
    }

    private static String memberState() {
        return api.get("/members").json().getJsonArray("items").getJsonObject(0).getString("state");
    }

    @Test
    void fields_that_a_call_does_not_take_are_refused_by_small_calls_too() {
        // given
        String path = "/jobs/" + created(manual(unique())).getString("id");

        // then
        assertThat(api.post(path + "/resume", "{\"reason\": \"x\"}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("reason");
        assertThat(api.post(path + "/pause", "{\"until\": \"2020-01-01T00:00:00Z\"}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("until");
        assertThat(api.post(path + "/trigger", "{\"priority\": -1}")
                        .isProblem(ProblemType.INVALID_FIELDS)
                        .fields())
                .containsExactly("priority");
    }

    @Test
    void while_the_database_is_away_callers_are_told_to_come_back() {
        // given
        String path = "/jobs/" + created(manual(unique())).getString("id");
        cluster.postgres().stop();
        try {
            // when
            List<Answer> answers = List.of(
                    api.post("/jobs", manual(unique())),
                    api.post("/jobs/bulk", "{\"jobs\": [" + manual(unique()) + "]}"),
                    api.get("/jobs"),
                    api.get(path),
                    api.post(path + "/pause"),
                    api.post(path + "/trigger"),
                    api.delete(path),
                    api.get("/runs"),
                    api.get("/queues"));

            // then
            assertThat(answers).allSatisfy(answer -> {
                answer.isProblem(ProblemType.DATABASE_UNAVAILABLE);
                assertThat(answer.header("Retry-After")).isEqualTo("2");
            });
            api.post("/jobs", "{}").isProblem(ProblemType.INVALID_FIELDS);
        } finally {
            cluster.postgres().start();
        }

        // then
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.post("/jobs", manual(unique())).status() == 201);
        assertThat(api.get(path).status()).isEqualTo(200);
    }

    @Test
    void the_contract_is_served_as_it_is_in_the_file() {
        // when
        JsonObject served = api.contract();

        // then
        assertThat(served.getString("openapi")).isEqualTo("3.0.3");
        assertThat(served.getJsonObject("paths").keySet()).isEqualTo(OpenApiTest.paths());
        assertThat(served.getJsonObject("components").getJsonObject("schemas").keySet())
                .isEqualTo(OpenApiTest.schemaNames());
    }
}
