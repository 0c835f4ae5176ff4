package carillon.handler;

import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.ProcessFixture.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How programs end that do not end by themselves, with everything that they have started. */
@Timeout(120)
class ProcessEndTest {

    /** In the command line of each process of a test, so that it can be found. */
    private final Marked marked = new Marked();

    @TempDir
    private Path base;

    private ProcessFixture programs;

    @BeforeEach
    void start() {
        programs = new ProcessFixture(base);
    }

    @AfterEach
    void stop() {
        programs.close();
    }

    @Test
    void at_the_soft_limit_it_is_asked_to_end_once_and_what_it_then_says_counts() throws Exception {
        Outcome outcome = programs.perform(
                script("trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.05; done"),
                attempt().softLimit(Duration.ofMillis(300)));

        assertThat(outcome).isEqualTo(new Succeeded("\"saved\""));
    }

    @Test
    void one_that_does_not_heed_its_soft_limit_goes_on() throws Exception {
        CompletableFuture<Outcome> outcome = programs.start(
                script("trap 'echo asked' TERM; i=0; while [ $i -lt 40 ]; do sleep 0.1; i=$((i+1)); done; echo end"),
                attempt().softLimit(Duration.ofMillis(300)));

        await().until(() -> programs.log().contains("asked"));
        assertThat(outcome.get()).isEqualTo(new Succeeded("\"end\""));
        assertThat(programs.log()).containsOnlyOnce("asked");
    }

    @Test
    void a_cancelled_one_that_ignores_sigterm_is_killed_with_all_it_started() throws Exception {
        CompletableFuture<Outcome> outcome = programs.start(
                // In the same group; in a session of its own; forked twice, so that its parent is gone.
                "trap '' TERM; " + sleeper() + " & setsid " + sleeper() + " & (setsid " + sleeper() + " &) ; echo up; "
                        + sleeper());
        await().until(() -> alive() >= 4);

        outcome.cancel(true);

        await().untilAsserted(() -> assertThat(alive()).isZero());
        await().untilAsserted(() -> assertThat(programs.workingDirectories()).isEmpty());
    }

    @Test
    void what_it_leaves_behind_ends_with_it() throws Exception {
        assertThat(programs.perform("(setsid " + sleeper() + " >/dev/null 2>&1 &); " + sleeper()
                        + " & yes & echo done >&2; exit 0"))
                .isInstanceOf(Succeeded.class);

        assertThat(alive()).isZero();
    }

    @Test
    void a_bomb_of_children_that_ignore_sigterm_is_ended() throws Exception {
        CompletableFuture<Outcome> outcome =
                programs.start("trap '' TERM; bomb() { i=0; while [ $i -lt 12 ]; do (while :; do " + sleeper("0.2")
                        + "; done) & i=$((i+1)); done; wait; }; bomb");
        await().until(() -> alive() >= 8);

        outcome.cancel(true);

        await().untilAsserted(() -> assertThat(alive()).isZero());
        assertThat(programs.perform("echo next")).isEqualTo(new Succeeded("\"next\""));
    }

    @Test
    void at_the_hard_limit_there_is_no_grace() throws Exception {
        CompletableFuture<Outcome> outcome = programs.start(
                script("trap 'echo asked' TERM; echo up; while :; do " + sleeper("0.05") + "; done"),
                attempt().softLimit(Duration.ofHours(1)).hardLimit(Duration.ZERO));
        await().until(() -> programs.log().contains("up"));

        // As the worker does, once the limit has passed.
        outcome.cancel(true);

        await().untilAsserted(() -> assertThat(programs.workingDirectories()).isEmpty());
        assertThat(alive()).isZero();
        assertThat(programs.log()).doesNotContain("asked");
    }

    @Test
    void its_own_timeout_fails_the_attempt_even_if_it_then_ends_well() throws Exception {
        ProcessHandlerSpec spec = new ProcessHandlerSpec(
                List.of("sh", "-c", "trap 'echo saved; exit 0' TERM; while :; do sleep 0.05; done"),
                null,
                Duration.ofMillis(300),
                null,
                null);

        assertThat(programs.perform(spec, attempt())).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).startsWith("ended at its timeout of PT0.3S");
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.result()).isEqualTo("\"saved\"");
        });
    }

    @Test
    void processor_time_beyond_the_limit_ends_it() throws Exception {
        ProcessHandlerSpec spec = new ProcessHandlerSpec(
                List.of("sh", "-c", "while :; do :; done"), null, null, null, Duration.ofSeconds(1));

        assertThat(programs.perform(spec, attempt()))
                .isEqualTo(new Failed(
                        "used up its processor time of PT1S (SIGXCPU)",
                        true,
                        null,
                        null,
                        FailureKind.of("signal:24", "exit:152")));
    }

    @Test
    void memory_beyond_the_limit_is_not_given() throws Exception {
        String hungry = "dd if=/dev/zero of=/dev/null bs=200M count=1";
        ProcessHandlerSpec bound = new ProcessHandlerSpec(List.of("sh", "-c", hungry), null, null, 64, null);

        assertThat(programs.perform(bound, attempt())).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.error()).contains("memory");
        });
        assertThat(programs.perform(hungry)).isInstanceOf(Succeeded.class);
    }

    @Test
    void when_the_member_stops_nothing_goes_on_and_no_directory_is_left() throws Exception {
        CompletableFuture<Outcome> outcome = programs.start("trap '' TERM; while :; do " + sleeper("0.1") + "; done");
        await().until(() -> alive() > 0);

        outcome.cancel(true);
        programs.handler().stop();

        assertThat(alive()).isZero();
        assertThat(base).isEmptyDirectory();
    }

    private String sleeper() {
        return marked.sleeper("300");
    }

    private String sleeper(String seconds) {
        return marked.sleeper(seconds);
    }

    private long alive() {
        return marked.alive();
    }
}
