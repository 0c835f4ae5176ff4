package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import carillon.api.HttpCalls.Answer;
import carillon.test.LocalCluster;
import carillon.test.PythonStrategy;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs on two real members, of which the second runs them. */
@ExtendWith(ApiPair.class)
class ProgramsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static LocalCluster cluster;
    private static HttpCalls one;

    @BeforeAll
    static void start(LocalCluster pair) {
        cluster = pair;
        one = new HttpCalls(cluster.member(1).uri());
        askTheFirst("drain");
    }

    @AfterAll
    static void stop() {
        askTheFirst("undrain");
    }

    @Test
    void a_program_is_ended_when_its_run_is_cancelled_at_the_other_member() throws Exception {
        // given
        String run = submitted(one, script("echo $$; exec sleep 300"));
        long process = Long.parseLong(
                await().atMost(PATIENCE).until(() -> lastWord(log(run)), word -> word.matches("[0-9]+")));
        assertThat(runs(process)).isTrue();
        assertThat(gauge("slots")).isEqualTo(1);
        assertThat(gauge("active")).isEqualTo(1);

        // when
        long asked = System.nanoTime();
        Answer answer = one.post("/runs/" + run + "/cancel", "{\"reason\": \"wrong day\"}");

        // then
        assertThat(answer.json().getString("state")).isEqualTo("cancelled");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> !runs(process));
        System.out.println("ProgramsIT: a program had ended "
                + Duration.ofNanos(System.nanoTime() - asked).toMillis()
                + " ms after its run was cancelled at the other member");
        await().atMost(PATIENCE).until(() -> gauge("active") == 0);
        assertThat(one.get("/runs/" + run).json().getString("state")).isEqualTo("cancelled");
    }

    @Test
    void one_that_finds_no_place_waits_and_is_shown_as_waiting() throws Exception {
        // given
        String running = submitted(one, script("sleep 300"));
        await().atMost(PATIENCE).until(() -> gauge("active") == 1);

        // when
        String waiting = submitted(one, script("echo my turn"));

        // then
        await().atMost(PATIENCE).until(() -> gauge("waiting") == 1);
        one.post("/runs/" + running + "/cancel");
        await().atMost(PATIENCE).until(() -> state(waiting).equals("succeeded"));
        await().atMost(PATIENCE).until(() -> gauge("active") == 0);
        assertThat(gauge("waiting")).isZero();
    }

    @Test
    void those_that_were_sent_away_are_called_when_there_is_a_place() throws Exception {
        // given
        String running = submitted(one, script("sleep 300"));
        await().atMost(PATIENCE).until(() -> gauge("active") == 1);
        List<String> others = Stream.generate(() -> submitted(one, script("echo next")))
                .limit(20)
                .toList();
        await().atMost(PATIENCE)
                .until(() -> others.stream()
                                .filter(run -> state(run).equals("retrying"))
                                .count()
                        >= 19);

        // when
        long asked = System.nanoTime();
        one.post("/runs/" + running + "/cancel");

        // then
        await().atMost(PATIENCE)
                .until(() -> others.stream().allMatch(run -> state(run).equals("succeeded")));
        System.out.println("ProgramsIT: 20 programs that had waited were over "
                + Duration.ofNanos(System.nanoTime() - asked).toMillis() + " ms after the one before them");
        await().atMost(PATIENCE).until(() -> gauge("active") == 0);
    }

    @Test
    void the_strategy_of_the_handbook_comes_through_its_queue_and_says_what_to_do() throws Exception {
        if (System.getenv("CI") == null) {
            assumeThat(PythonStrategy.python()).as("path of python3").isNotEmpty();
        }
        // given
        JsonObject strategy = Json.createObjectBuilder(PythonStrategy.job())
                .add("schedule", Json.createObjectBuilder().add("type", "now"))
                .build();

        // when
        String run = submitted(one, strategy.toString());

        // then
        await().atMost(PATIENCE).until(() -> state(run).equals("succeeded"));
        JsonObject shown = one.get("/runs/" + run).json();
        assertThat(shown.getString("queue")).isEqualTo("python_execution_queue");
        assertThat(shown.getJsonObject("result"))
                .isEqualTo(Json.createObjectBuilder()
                        .add("symbol", "ACME")
                        .add("signal", "buy")
                        .build());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log(run)).contains("Z attempt 1 on xetra\n"));
        assertThat(one.get("/queues/python_execution_queue").status()).isEqualTo(200);
    }

    private static String script(String text) {
        return Json.createObjectBuilder()
                .add("name", "program-" + UUID.randomUUID())
                .add(
                        "handler",
                        Json.createObjectBuilder()
                                .add("type", "process")
                                .add(
                                        "command",
                                        Json.createArrayBuilder()
                                                .add("sh")
                                                .add("-c")
                                                .add(text)))
                .add("schedule", Json.createObjectBuilder().add("type", "now"))
                .build()
                .toString();
    }

    /** The run of a job that is due at once. */
    private static String submitted(HttpCalls member, String job) {
        Answer answer = member.post("/jobs", job);
        assertThat(answer.status()).as("%s", answer.json()).isEqualTo(201);
        return member.get("/runs?job=" + answer.json().getString("id"))
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getString("id");
    }

    private static String state(String run) {
        return one.get("/runs/" + run).json().getString("state");
    }

    private static String log(String run) throws IOException, InterruptedException {
        return text(cluster.member(1).uri().resolve("/api/v1/runs/" + run + "/log"));
    }

    /** Each line begins with its time. */
    private static String lastWord(String text) {
        return text.strip().substring(text.strip().lastIndexOf(' ') + 1);
    }

    /** Of the member that runs programs. */
    private static double gauge(String name) throws IOException, InterruptedException {
        return text(cluster.member(2).uri().resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith("carillon_process_" + name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String text(URI address) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private static boolean runs(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void askTheFirst(String what) {
        int port = cluster.member(1).uri().getPort();
        String id = one.get("/members").json().getJsonArray("items").getValuesAs(JsonObject.class).stream()
                .filter(member -> member.getInt("port") == port)
                .map(member -> member.getString("id"))
                .findFirst()
                .orElseThrow();
        assertThat(one.post("/members/" + id + "/" + what).status()).isEqualTo(204);
    }
}
