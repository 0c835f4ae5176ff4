package carillon.container;

import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Attempt;
import carillon.handler.AttemptReport;
import carillon.handler.BeanHandlerSpec;
import carillon.handler.HandlerSpec;
import carillon.handler.Handlers;
import carillon.handler.HttpHandlerSpec;
import carillon.handler.Outcome;
import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.FieldError;
import carillon.test.Deployments;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Beans of the deployment are found and called as the container would. */
@ExtendWith(ArquillianExtension.class)
class BeanHandlerIT {

    @Deployment
    static WebArchive carillon() {
        return Deployments.carillon();
    }

    @Inject
    private Handlers handlers;

    @Test
    void a_shared_bean_has_names_loader_and_a_request_context_of_its_own_for_each_call() throws Exception {
        for (int call = 0; call < 2; call++) {
            assertThat(perform("shared-job")).isInstanceOfSatisfying(Succeeded.class, done -> assertThat(done.result())
                    .contains("\"rows\":3", "\"application\":", "\"loader\":true", "\"visits\":2"));
        }
    }

    @Test
    void a_dependent_bean_is_made_for_each_call_and_destroyed_after_it() throws Exception {
        assertThat(perform("single-use-job")).isEqualTo(new Succeeded("\"call 1 after 0 were destroyed\""));
        assertThat(perform("single-use-job")).isEqualTo(new Succeeded("\"call 1 after 1 were destroyed\""));
    }

    @Test
    void a_transaction_left_open_is_not_met_by_the_next_call() throws Exception {
        for (int call = 0; call < 3; call++) {
            assertThat(perform("careless-job")).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.error())
                        .isEqualTo("IllegalStateException: the bean left its transaction open: it was rolled back");
                assertThat(failed.retryable()).isTrue();
            });
        }
    }

    @Test
    void a_permanent_failure_is_known_through_the_wrapping_of_an_enterprise_bean() throws Exception {
        assertThat(perform("strict-job")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).isEqualTo("not on a Sunday");
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.kind().words()).contains("PermanentFailureException");
        });
    }

    @Test
    void the_beans_for_trials_are_there() throws Exception {
        assertThat(perform("no-op")).isEqualTo(new Succeeded(null));
        assertThat(perform(new BeanHandlerSpec("sleep"), "{\"for\":\"PT0.01S\"}"))
                .isEqualTo(new Succeeded(null));
    }

    @Test
    void a_bean_that_is_not_there_is_told_with_those_that_are() {
        assertThat(handlers.check(new BeanHandlerSpec("shared-job"))).isEmpty();
        assertThat(handlers.check(new BeanHandlerSpec("no-such-job")))
                .extracting(FieldError::message)
                .singleElement()
                .asString()
                .contains("careless-job", "no-op", "shared-job", "single-use-job", "sleep", "strict-job");
    }

    @Test
    void an_endpoint_is_called_on_threads_of_the_container() throws Exception {
        Outcome outcome = perform(new HttpHandlerSpec("http://127.0.0.1:1/", null, null, null, null, null, null), "{}");

        assertThat(outcome).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).startsWith("POST http://127.0.0.1:1/: could not connect to 127.0.0.1:1");
            assertThat(failed.kind().words()).contains("connect");
        });
    }

    private Outcome perform(String bean) throws Exception {
        return perform(new BeanHandlerSpec(bean), "{\"rows\":3}");
    }

    private Outcome perform(HandlerSpec spec, String payload) throws Exception {
        Attempt attempt = new Attempt(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "trial",
                "default",
                1,
                Instant.now(),
                spec,
                payload,
                null,
                null,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
        return handlers.perform(attempt, AttemptReport.NONE).get(60, TimeUnit.SECONDS);
    }
}
