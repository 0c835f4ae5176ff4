package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import carillon.test.LocalCluster;
import carillon.test.PayaraMember;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is asked of one member, and concerns another: two real members with their database and Redis. */
@ExtendWith(ApiPair.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoMembersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static LocalCluster cluster;
    private static HttpCalls one;
    private static HttpCalls two;

    private final String name = "two-" + UUID.randomUUID();

    @BeforeAll
    static void start(LocalCluster pair) {
        cluster = pair;
        one = new HttpCalls(cluster.member(1).uri());
        two = new HttpCalls(cluster.member(2).uri());
    }

    @Test
    @Order(1)
    void what_happens_on_one_member_is_told_at_the_other() {
        try (Listening listening = Listening.to(cluster.member(1).uri(), "", null)) {
            JsonObject open = listening.named("open").get(0).data();
            assertThat(open.getJsonArray("members")).hasSize(2);
            assertThat(open.getBoolean("resumed")).isFalse();

            drain(1, "drain");
            String job = created(two, "{\"type\": \"manual\"}", "");
            String run = triggered(two, job);

            assertThat(listening.run(run, "succeeded").data().getString("state"))
                    .isEqualTo("succeeded");
            assertThat(listening.run(run, "claimed").data().getInt("attempt")).isEqualTo(1);
            listening.run(run, "fired");
            Listening.Event made = listening.first(event -> event.is("job", job) && event.is("change", "created"));
            assertThat(made.name()).isEqualTo("job");
            assertThat(made.data().getString("name")).isEqualTo(name);
            listening.first(event -> event.name().equals("member") && event.is("change", "draining"));

            two.post("/jobs/" + job + "/pause", "{\"reason\": \"lunch\"}");
            Listening.Event paused = listening.first(event -> event.is("job", job) && event.is("change", "paused"));
            assertThat(paused.data().getString("reason")).isEqualTo("lunch");
            assertThat(paused.data().getString("state")).isEqualTo("paused");
            two.post("/jobs/" + job + "/resume");
            listening.first(event -> event.is("job", job) && event.is("change", "resumed"));
            two.post("/queues/default/pause", "{\"reason\": \"books\"}");
            two.post("/queues/default/resume");
            two.put("/queues/default", "{\"weight\": 2}");
            listening.first(event -> event.name().equals("queue") && event.is("change", "paused"));
            listening.first(event -> event.name().equals("queue") && event.is("change", "resumed"));
            listening.first(event -> event.name().equals("queue") && event.is("change", "limits"));
            two.delete("/jobs/" + job);
            listening.first(event -> event.is("job", job) && event.is("change", "deleted"));
            assertThat(listening.named("gap")).isEmpty();
        } finally {
            drain(1, "undrain");
        }
    }

    @Test
    @Order(2)
    void a_listener_goes_on_at_the_other_member_and_misses_nothing() {
        String job = created(one, "{\"type\": \"manual\"}", ", \"concurrency\": {\"policy\": \"allow\"}");
        String before;
        String first;
        try (Listening listening = Listening.to(cluster.member(1).uri(), "?job=" + job, null)) {
            first = triggered(one, job);
            // All three: what one member tells may come before what the other told earlier.
            for (String change : List.of("fired", "claimed", "succeeded")) {
                listening.run(first, change);
            }
            before = listening.lastId();
        }
        List<String> meanwhile = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            meanwhile.add(triggered(i % 2 == 0 ? one : two, job));
        }

        try (Listening again = Listening.to(cluster.member(2).uri(), "?job=" + job, before)) {
            meanwhile.forEach(run -> again.run(run, "succeeded"));
            assertThat(again.named("open").get(0).data().getBoolean("resumed")).isTrue();
            assertThat(again.named("gap")).isEmpty();
            assertThat(again.events()).noneMatch(event -> event.is("run", first));
            for (String change : List.of("fired", "claimed", "succeeded")) {
                assertThat(again.events().stream().filter(event -> event.is("change", change)))
                        .extracting(event -> event.data().getString("run"))
                        .containsExactlyInAnyOrderElementsOf(meanwhile);
            }
        }
    }

    @Test
    @Order(3)
    void filters_leave_out_what_was_not_asked_for() {
        String failing = created(
                one,
                "{\"type\": \"manual\"}",
                ", \"retry\": {\"maxAttempts\": 1}",
                "{\"type\": \"http\", \"url\": \"http://127.0.0.1:1/\"}");
        try (Listening failures = Listening.to(cluster.member(2).uri(), "?state=failed&queue=default", null)) {
            String run = triggered(one, failing);

            assertThat(failures.run(run, "failed").data().getString("error")).contains("could not connect");
            assertThat(failures.named("run")).allMatch(event -> event.is("state", "failed"));
            assertThat(failures.named("job")).isEmpty();
        }
        one.send("GET", "/events?state=lost", BodyPublishers.noBody()).isProblem(ProblemType.INVALID_FIELDS);
        one.send("GET", "/events?jobs=1", BodyPublishers.noBody()).isProblem(ProblemType.INVALID_FIELDS);
    }

    @Test
    @Order(4)
    void a_member_takes_no_more_listeners_than_it_may_and_the_place_of_one_that_left_is_free() {
        List<Listening> all = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            Answer refused = whenFull(all);
            return refused.status() == 429 && all.size() == ApiPair.MOST_LISTENERS;
        });

        all.forEach(Listening::close);
        await().atMost(PATIENCE).untilAsserted(() -> {
            triggered(one, created(one, "{\"type\": \"manual\"}", "", NOOP, name + "-" + UUID.randomUUID()));
            Listening.to(cluster.member(1).uri(), "", null).close();
        });
    }

    /** Opens one more until it is refused. */
    private static Answer whenFull(List<Listening> all) {
        while (all.size() < ApiPair.MOST_LISTENERS) {
            all.add(Listening.to(cluster.member(1).uri(), "", null));
        }
        Answer refused = one.send("GET", "/events", BodyPublishers.noBody());
        refused.isProblem(ProblemType.TOO_MANY_LISTENERS);
        assertThat(refused.header("Retry-After")).isNotNull();
        return refused;
    }

    @Test
    @Order(5)
    void an_http_call_is_broken_off_when_its_run_is_cancelled_at_the_other_member() throws Exception {
        drain(1, "drain");
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String job = created(
                    one,
                    "{\"type\": \"manual\"}",
                    "",
                    "{\"type\": \"http\", \"url\": \"http://127.0.0.1:" + target.getLocalPort() + "/\"}");
            String run = triggered(one, job);
            Socket call = target.accept();
            // A call that was not sent yet leaves its connection to the next.
            assertThat(call.getInputStream().read()).isEqualTo('P');
            CompletableFuture<Long> broken = CompletableFuture.supplyAsync(() -> readToTheEnd(call));

            long asked = System.nanoTime();
            Answer answer = one.post("/runs/" + run + "/cancel", "{\"reason\": \"wrong day\"}");

            assertThat(answer.json().getString("state")).isEqualTo("cancelled");
            assertThat(answer.json().getString("reason")).isEqualTo("wrong day");
            assertThat(answer.json().getString("cancelledBy")).isEqualTo("anonymous");
            long noticed = broken.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(noticed - asked)).isLessThan(Duration.ofSeconds(10));
        } finally {
            drain(1, "undrain");
        }
    }

    /** When the other end closed the connection. */
    private static Long readToTheEnd(Socket call) {
        try (call) {
            while (call.getInputStream().read() >= 0) {
                // The request, and then nothing for as long as it goes on.
            }
        } catch (IOException e) {
            // Reset, which ends it as well.
        }
        return System.nanoTime();
    }

    @Test
    @Order(6)
    void a_bean_is_stopped_when_its_run_is_cancelled_at_the_other_member() {
        drain(1, "drain");
        try {
            String job = created(
                    one,
                    "{\"type\": \"manual\"}",
                    ", \"payload\": {\"for\": \"PT60S\"}",
                    "{\"type\": \"bean\", \"name\": \"sleep\"}");
            String run = triggered(one, job);
            await().atMost(PATIENCE).until(() -> state(run).equals("active"));

            one.post("/runs/" + run + "/cancel", "{\"reason\": \"wrong day\"}");

            await().atMost(PATIENCE)
                    .until(() ->
                            Files.readString(cluster.member(2).log()).contains("event=attempt-stopped run=" + run));
            assertThat(state(run)).isEqualTo("cancelled");
        } finally {
            drain(1, "undrain");
        }
    }

    @Test
    @Order(7)
    void twins_at_two_members_at_once_create_one_job_and_get_one_answer() throws Exception {
        for (int round = 0; round < 10; round++) {
            String body = job(name + "-" + round, "{\"type\": \"manual\"}", "", NOOP);
            String key = UUID.randomUUID().toString();

            List<Answer> answers = atOnce(8, i -> keyed(i % 2 == 0 ? one : two, key, body));

            assertThat(answers).extracting(Answer::status).containsOnly(201);
            assertThat(answers)
                    .extracting(Answer::json)
                    .containsOnly(answers.get(0).json());
            assertThat(answers).extracting(answer -> answer.header("ETag")).doesNotContainNull();
        }
    }

    @Test
    @Order(8)
    void of_the_same_name_at_two_members_at_once_one_is_created() throws Exception {
        for (int round = 0; round < 10; round++) {
            String body = job(name + "-" + round, "{\"type\": \"manual\"}", "", NOOP);

            List<Answer> answers = atOnce(8, i -> (i % 2 == 0 ? one : two).post("/jobs", body));

            assertThat(answers).extracting(Answer::status).containsOnlyOnce(201);
            answers.stream()
                    .filter(answer -> answer.status() != 201)
                    .forEach(answer -> answer.isProblem(ProblemType.DUPLICATE_JOB));
        }
    }

    @Test
    @Order(9)
    void bulk_requests_with_the_same_names_at_two_members_at_once_create_each_job_once() throws Exception {
        List<Answer> answers = atOnce(6, i -> {
            StringBuilder jobs = new StringBuilder();
            for (int j = 0; j < 50; j++) {
                // In opposite orders, so that each waits for a name that the other has.
                int nth = i % 2 == 0 ? j : 49 - j;
                jobs.append(j == 0 ? "" : ",").append(job(name + "-" + nth, "{\"type\": \"manual\"}", "", NOOP));
            }
            return (i % 2 == 0 ? one : two).post("/jobs/bulk", "{\"jobs\": [" + jobs + "]}");
        });

        assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 409);
        int created = answers.stream()
                .filter(answer -> answer.status() == 200)
                .mapToInt(answer -> answer.json().getInt("created"))
                .sum();
        assertThat(created).isEqualTo(50);
        assertThat(one.get("/jobs?limit=100&q=" + name).json().getJsonArray("items"))
                .hasSize(50);
    }

    @Test
    @Order(9)
    void a_member_shows_how_fast_a_queue_goes_at_the_other() {
        drain(1, "drain");
        try {
            String queue = "rates-" + UUID.randomUUID();
            String run = triggered(one, created(one, "{\"type\": \"manual\"}", ", \"queue\": \"" + queue + "\""));

            JsonObject rates = await().atMost(PATIENCE)
                    .until(
                            () -> one.get("/queues/" + queue).json().getJsonObject("rates"),
                            shown -> shown.getJsonNumber("succeeded").doubleValue() > 0);

            assertThat(rates.getJsonNumber("claimed").doubleValue()).isEqualTo(0.017);
            assertThat(rates.getJsonNumber("failed").doubleValue()).isZero();
            assertThat(state(run)).isEqualTo("succeeded");
        } finally {
            drain(1, "undrain");
        }
    }

    @Test
    @Order(10)
    void a_stopped_member_ends_its_connections_and_the_listener_goes_on_at_the_other() {
        PayaraMember stopping = cluster.member(2);
        Listening there = Listening.to(stopping.uri(), "", null);
        Listening here = Listening.to(cluster.member(1).uri(), "", null);
        String key = UUID.randomUUID().toString();
        String body = job(name + "-keyed", "{\"type\": \"manual\"}", "", NOOP);
        Answer first = keyed(two, key, body);

        stopping.stop();

        assertThat(keyed(one, key, body).json())
                .as("the first answer, of the other")
                .isEqualTo(first.json());

        await().atMost(PATIENCE).until(there::ended);
        assertThat(there.named("end")).hasSize(1);
        here.first(event -> event.name().equals("member") && event.is("change", "left"));
        here.first(event -> event.name().equals("gap") && event.is("reason", "member-gone"));
        try (Listening again = Listening.to(cluster.member(1).uri(), "", there.lastId())) {
            assertThat(again.named("open").get(0).data().getBoolean("resumed")).isTrue();
            String run = triggered(one, created(one, "{\"type\": \"manual\"}", ""));
            again.run(run, "succeeded");
            again.first(event -> event.name().equals("gap") && event.is("reason", "member-gone"));
        }
        here.close();
    }

    private static final String NOOP = "{\"type\": \"bean\", \"name\": \"no-op\"}";

    private String created(HttpCalls member, String schedule, String more) {
        return created(member, schedule, more, NOOP);
    }

    private String created(HttpCalls member, String schedule, String more, String handler) {
        return created(member, schedule, more, handler, name);
    }

    private static String created(HttpCalls member, String schedule, String more, String handler, String name) {
        Answer answer = member.post("/jobs", job(name, schedule, more, handler));
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
        return answer.json().getString("id");
    }

    private static String job(String name, String schedule, String more, String handler) {
        return "{\"name\": \"" + name + "\", \"handler\": " + handler + ", \"schedule\": " + schedule + more + "}";
    }

    private static String triggered(HttpCalls member, String job) {
        Answer answer = member.post("/jobs/" + job + "/trigger");
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(202);
        return answer.json().getString("id");
    }

    private static Answer keyed(HttpCalls member, String key, String body) {
        return member.send(
                "POST",
                "/jobs",
                BodyPublishers.ofString(body),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                key);
    }

    private static String state(String run) {
        return two.get("/runs/" + run).json().getString("state");
    }

    /** Asks it of a member, and waits until everybody knows. */
    private static void drain(int number, String what) {
        int port = cluster.member(number).uri().getPort();
        String id = members().stream()
                .filter(member -> member.getInt("port") == port)
                .map(member -> member.getString("id"))
                .findFirst()
                .orElseThrow();
        assertThat(one.post("/members/" + id + "/" + what).status()).isEqualTo(204);
        assertThat(members())
                .filteredOn(member -> member.getString("id").equals(id))
                .allMatch(member -> member.getString("state").equals(what.equals("drain") ? "draining" : "up"));
    }

    private static List<JsonObject> members() {
        return one.get("/members").json().getJsonArray("items").getValuesAs(JsonObject.class);
    }

    private static List<Answer> atOnce(int count, Call call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                futures.add(threads.submit(() -> call.number(number)));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** One of several calls at once. */
    private interface Call {
        Answer number(int number);
    }
}
