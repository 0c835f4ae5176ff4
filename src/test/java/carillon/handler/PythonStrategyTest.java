package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.Json;
import carillon.test.PythonStrategy;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/handlers.md does what the page says. */
@Timeout(120)
class PythonStrategyTest {

    @TempDir
    private Path base;

    @TempDir
    private Path files;

    private ProcessFixture programs;
    private JsonObject job;

    @BeforeEach
    void start() throws Exception {
        String python = PythonStrategy.python();
        if (System.getenv("CI") == null) {
            assumeThat(python).as("path of python3").isNotEmpty();
        }
        Files.writeString(files.resolve("strategy.py"), PythonStrategy.program());
        programs = new ProcessFixture(base, 1, 20, Map.of("python3", python), files);
        job = PythonStrategy.job();
    }

    @AfterEach
    void stop() {
        if (programs != null) {
            programs.close();
        }
    }

    @Test
    void the_strategy_says_what_to_do() throws Exception {
        Outcome outcome =
                programs.perform(handler(), attempt().payload(job.get("payload").toString()));

        assertThat(outcome).isEqualTo(new Succeeded("{\"symbol\":\"ACME\",\"signal\":\"buy\"}"));
        assertThat(programs.log()).startsWith("attempt 1 on xetra\n");
    }

    @Test
    void without_enough_prices_it_fails_for_good() throws Exception {
        String payload = "{\"symbol\":\"ACME\",\"prices\":[1],\"short\":2,\"long\":5}";

        assertThat(programs.perform(handler(), attempt().payload(payload)))
                .isEqualTo(new Failed(
                        "exit code 65: too few prices of ACME", false, null, null, FailureKind.of("exit:65")));
    }

    @Test
    void at_the_soft_limit_it_leaves_the_rest_to_another_attempt() throws Exception {
        Files.writeString(
                files.resolve("strategy.py"),
                PythonStrategy.program().replace("order = ", "import time; time.sleep(60)\norder = "));

        assertThat(programs.perform(handler(), attempt().payload("{}").softLimit(Duration.ofMillis(500))))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.retryable()).isTrue());
    }

    private ProcessHandlerSpec handler() {
        return (ProcessHandlerSpec) Json.read("{\"handler\":" + job.get("handler") + "}", Holder.class)
                .handler();
    }

    public record Holder(HandlerSpec handler) {}
}
