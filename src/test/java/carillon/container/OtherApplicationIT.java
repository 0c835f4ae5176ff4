package carillon.container;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Attempt;
import carillon.handler.AttemptReport;
import carillon.handler.BeanHandlerSpec;
import carillon.handler.Handlers;
import carillon.handler.Outcome;
import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.FieldError;
import carillon.test.Deployments;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Beans of another application on the same server, which has nothing of Carillon but the small jar. */
@ExtendWith(ArquillianExtension.class)
class OtherApplicationIT {

    private static final UUID RUN = UUID.randomUUID();

    @Deployment
    static WebArchive carillon() {
        return Deployments.carillon();
    }

    @Inject
    private Handlers handlers;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CountDownLatch logged = new CountDownLatch(1);

    private final AttemptReport report = new AttemptReport() {
        @Override
        public void log(String text) {
            log.add(text);
            logged.countDown();
        }

        @Override
        public void progress(double fraction, String message) {
            log.add(fraction + " " + message);
        }
    };

    @BeforeEach
    void deploy() throws Exception {
        Path war = Files.createTempFile("other", ".war");
        try (InputStream archive = OtherApplicationIT.class.getResourceAsStream("/other-application.war")) {
            Files.write(war, archive.readAllBytes());
        }
        ServerCommand.run("deploy", "--name=other", "--contextroot=/other", war.toString());
        Files.delete(war);
    }

    @AfterEach
    void undeploy() throws Exception {
        ServerCommand.run("undeploy", "other");
    }

    @Test
    void a_bean_of_it_has_its_own_loader_names_and_request_and_all_of_the_attempt() throws Exception {
        for (int call = 0; call < 2; call++) {
            log.clear();
            assertThat(perform("other-report", "{\"rows\":3}"))
                    .isEqualTo(new Succeeded("{\"application\":\"other\",\"attempt\":2,\"loader\":true,"
                            + "\"module\":\"other\",\"rows\":3,\"run\":\"" + RUN
                            + "\",\"stopping\":false,\"visits\":2}"));
            assertThat(log).containsExactly("writes", "0.5 half");
        }
    }

    @Test
    void a_dependent_bean_is_made_for_each_call_and_destroyed_after_it() throws Exception {
        assertThat(perform("other-once", "{}")).isEqualTo(new Succeeded("0"));
        assertThat(perform("other-once", "{}")).isEqualTo(new Succeeded("1"));
    }

    @Test
    void what_goes_wrong_there_is_judged_as_here() throws Exception {
        assertThat(perform("other-trouble", "\"permanent\"")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).isEqualTo("no such customer");
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.kind().words()).contains("NeverAgainException", "PermanentFailureException");
        });
        assertThat(perform("other-trouble", "\"passing\"")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).isEqualTo("IOException: disk full");
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.kind().place()).isEqualTo("carillon.other.TroubleJob.handle");
        });
        assertThat(perform("other-trouble", "\"unwritable\"")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).startsWith("done, but its result cannot be written as JSON");
            assertThat(failed.retryable()).isFalse();
        });
        assertThat(perform("other-trouble", "\"something else\"")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).startsWith("the payload does not fit UUID");
            assertThat(failed.retryable()).isFalse();
        });
    }

    @Test
    void a_transaction_that_it_leaves_open_is_not_met_by_the_next_call() throws Exception {
        for (int call = 0; call < 3; call++) {
            assertThat(perform("other-trouble", "\"open transaction\"")).isInstanceOf(Outcome.class);
        }
        assertThat(perform("other-report", "{\"rows\":3}")).isInstanceOf(Succeeded.class);
    }

    @Test
    void cancelling_interrupts_it() throws Exception {
        CompletableFuture<Outcome> outcome = start("other-trouble", "\"wait\"");
        assertThat(logged.await(60, TimeUnit.SECONDS)).isTrue();

        outcome.cancel(true);

        // A bean that waits on has a thread for itself; that this one ended is seen when the application can be
        // undeployed.
        assertThat(outcome).isCancelled();
        assertThat(perform("other-report", "{\"rows\":3}")).isInstanceOf(Succeeded.class);
    }

    @Test
    void a_submit_knows_its_beans_and_a_name_that_both_have_is_carillons_own() throws Exception {
        assertThat(handlers.check(new BeanHandlerSpec("other-report"))).isEmpty();
        assertThat(handlers.check(new BeanHandlerSpec("nobody")))
                .extracting(FieldError::message)
                .singleElement()
                .asString()
                .contains("no-op, other-once, other-report, other-trouble")
                .containsOnlyOnce("no-op");
        assertThat(perform("no-op", "{}")).isEqualTo(new Succeeded(null));
    }

    @Test
    void when_it_is_undeployed_its_beans_are_gone_and_when_it_comes_again_they_are_there() throws Exception {
        perform("other-report", "{\"rows\":3}");

        undeploy();

        assertThat(handlers.check(new BeanHandlerSpec("other-report"))).hasSize(1);
        assertThat(perform("other-report", "{\"rows\":3}"))
                .isEqualTo(Failed.retryable("no bean named other-report is deployed on this member"));

        deploy();

        assertThat(perform("other-report", "{\"rows\":3}")).isInstanceOf(Succeeded.class);
    }

    private Outcome perform(String bean, String payload) throws Exception {
        return start(bean, payload).get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<Outcome> start(String bean, String payload) {
        return handlers.perform(
                new Attempt(
                        RUN,
                        UUID.randomUUID(),
                        "trial",
                        "default",
                        2,
                        Instant.now(),
                        new BeanHandlerSpec(bean),
                        payload,
                        null,
                        null,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1)),
                report);
    }
}
