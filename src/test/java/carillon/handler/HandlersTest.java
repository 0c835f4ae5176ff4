package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import carillon.platform.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandlersTest {

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);
    private final HttpHandler http = handler(threads).build();
    private final Handlers handlers = new Handlers(
            http,
            new ProcessHandler(Map.of(), null, null, null, null),
            new BeanHandler(
                    name -> name.equals("no-op") ? Optional.of(new NoOpJob()) : Optional.empty(),
                    () -> List.of("no-op"),
                    ThreadTransaction.container(),
                    threads.beans()));

    @AfterEach
    void stop() {
        http.stop();
        threads.stop();
    }

    @Test
    void each_kind_of_handler_is_performed() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
        })) {
            assertThat(perform(to(target.url()).build())).isInstanceOf(Succeeded.class);
        }
        assertThat(perform(new BeanHandlerSpec("no-op"))).isEqualTo(new Succeeded(null));
    }

    @Test
    void an_attempt_that_cannot_be_started_fails_and_does_not_throw() throws Exception {
        threads.stop();

        assertThat(perform(new BeanHandlerSpec("no-op"))).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.error()).startsWith("not started: RejectedExecutionException");
        });
        assertThat(perform(to("http://127.0.0.1:1/").build())).isInstanceOf(Failed.class);
        assertThat(perform(null)).isInstanceOf(Failed.class);
    }

    @Test
    void a_specification_is_checked_by_itself_and_against_the_deployment() {
        assertThat(handlers.check(to("https://example.org/").build())).isEmpty();
        assertThat(handlers.check(to("nowhere").build()))
                .extracting(FieldError::field)
                .containsExactly("url");
        assertThat(handlers.check(new ProcessHandlerSpec(List.of("sh"), null, null, null, null)))
                .extracting(FieldError::field)
                .containsExactly("type");
        assertThat(handlers.check(new ProcessHandlerSpec(List.of(), null, null, null, null)))
                .extracting(FieldError::field)
                .containsExactly("command");
        assertThat(handlers.check(new BeanHandlerSpec("no-op"))).isEmpty();
        assertThat(handlers.check(new BeanHandlerSpec("report")))
                .extracting(FieldError::message)
                .containsExactly("no bean that implements JobHandler has this name; there are: no-op");
        assertThat(handlers.check(new BeanHandlerSpec(" ")))
                .extracting(FieldError::message)
                .singleElement()
                .asString()
                .startsWith("is required");
        assertThat(handlers.check(new BeanHandlerSpec("x".repeat(201)))).hasSize(1);
    }

    private Outcome perform(HandlerSpec spec) throws Exception {
        return handlers.perform(attempt().of(spec).build(), AttemptReport.NONE).get(20, TimeUnit.SECONDS);
    }
}
