package carillon.container;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.container.jobs.Interrupts;
import carillon.handler.Handlers;
import carillon.handler.ProcessHandlerSpec;
import carillon.job.Job;
import carillon.job.JobSpec;
import carillon.platform.FieldError;
import carillon.platform.Json;
import carillon.run.JobControl;
import carillon.run.RunControl;
import carillon.run.RunFilter;
import carillon.run.RunState;
import carillon.run.RunView;
import carillon.run.Runs;
import carillon.test.Deployments;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the two limits of a job, and a cancel, do to each kind of handler. */
@ExtendWith(ArquillianExtension.class)
class TimeLimitsIT {

    private static final String TENANT = "default";
    private static final String SOFT = "{\"soft\":\"PT1S\",\"hard\":\"PT60S\"}";
    private static final String HARD = "{\"soft\":\"PT1S\",\"hard\":\"PT2S\"}";

    @Deployment
    static WebArchive carillon() {
        return Deployments.carillon();
    }

    @Inject
    private JobControl control;

    @Inject
    private RunControl runControl;

    @Inject
    private Runs runs;

    @Inject
    private Handlers handlers;

    private final String mark = "mark-" + UUID.randomUUID();

    @Test
    void a_bean_is_told_at_the_soft_limit_and_what_it_then_returns_is_kept() {
        RunView run = ended(submit("{\"type\":\"bean\",\"name\":\"heeding-job\"}", "true", SOFT));

        assertThat(run.state()).isEqualTo(RunState.succeeded);
        assertThat(run.result()).isEqualTo("\"stopped with some time left\"");
    }

    @Test
    void a_bean_is_interrupted_at_the_hard_limit() {
        RunView run = ended(submit("{\"type\":\"bean\",\"name\":\"heeding-job\"}", "false", HARD));

        assertThat(run.state()).isEqualTo(RunState.failed);
        assertThat(run.error()).isEqualTo("ended at its hard limit of PT2S");
        eventually(() -> Interrupts.TOLD.contains(run.id().toString()));
    }

    @Test
    void a_process_gets_sigterm_at_the_soft_limit_and_what_it_then_writes_is_kept() {
        RunView run = ended(
                submit(script("trap 'echo saved; exit 0' TERM; while :; do sleep 0.1; done; : " + mark), "{}", SOFT));

        assertThat(run.state()).isEqualTo(RunState.succeeded);
        assertThat(run.result()).isEqualTo("\"saved\"");
    }

    @Test
    void a_process_that_ignores_sigterm_is_killed_at_the_hard_limit() {
        RunView run = ended(submit(script("trap '' TERM; while :; do sleep 0.1; done; : " + mark), "{}", HARD));

        assertThat(run.state()).isEqualTo(RunState.failed);
        assertThat(run.error()).isEqualTo("ended at its hard limit of PT2S");
        eventually(() -> !isRunning());
    }

    @Test
    void a_process_of_a_run_that_is_cancelled_is_killed() {
        Job job = submit(script("trap '' TERM; while :; do sleep 0.1; done; : " + mark), "{}", SOFT);
        eventually(this::isRunning);

        RunView cancelled = runControl.cancel(TENANT, only(job).id(), "wrong day", "ann");

        assertThat(cancelled.state()).isEqualTo(RunState.cancelled);
        eventually(() -> !isRunning());
    }

    @Test
    void an_http_call_is_broken_off_at_the_hard_limit_and_cannot_be_told_before() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> brokenOff = CompletableFuture.supplyAsync(() -> readToEnd(target));
            String url = "http://127.0.0.1:" + target.getLocalPort() + "/";

            RunView run = ended(submit("{\"type\":\"http\",\"url\":\"" + url + "\"}", "{}", HARD));

            assertThat(run.state()).isEqualTo(RunState.failed);
            assertThat(run.error()).isEqualTo("ended at its hard limit of PT2S");
            assertThat(brokenOff.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_program_that_is_not_allowed_is_refused() {
        assertThat(handlers.check(new ProcessHandlerSpec(List.of("python3"), null, null, null, null)))
                .extracting(FieldError::field)
                .containsExactly("command[0]");
    }

    /** Takes one request and answers nothing; true when the caller went away. */
    private static boolean readToEnd(ServerSocket target) {
        try (Socket caller = target.accept()) {
            while (caller.getInputStream().read() >= 0) {
                // Until its end.
            }
            return true;
        } catch (IOException e) {
            return !target.isClosed();
        }
    }

    private String script(String text) {
        return "{\"type\":\"process\",\"command\":[\"sh\",\"-c\",\"" + text + "\"]}";
    }

    private Job submit(String handler, String payload, String limits) {
        return control.submit(
                TENANT,
                Json.read(
                        """
                        {"name": "limits-%s", "handler": %s, "payload": %s, "limits": %s,
                         "schedule": {"type": "now"}, "retry": {"maxAttempts": 1}}"""
                                .formatted(UUID.randomUUID(), handler, payload, limits),
                        JobSpec.class));
    }

    private RunView ended(Job job) {
        eventually(() -> only(job).finishedAt() != null);
        return only(job);
    }

    private RunView only(Job job) {
        return runs.list(new RunFilter(TENANT, job.id(), null, null, null, null, null, null, null, null, null, 10))
                .items()
                .get(0);
    }

    private boolean isRunning() {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().arguments().isPresent()
                        && String.join(" ", process.info().arguments().get()).contains(mark));
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime() - end).as("within a minute").isNegative();
                assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
