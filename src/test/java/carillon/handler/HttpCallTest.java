package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome.Failed;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpCallTest {

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);

    @AfterEach
    void stop() {
        threads.stop();
    }

    @Test
    void a_full_http_2_connection_is_gone_round_once_with_another_protocol() throws Exception {
        ScriptedClient client = new ScriptedClient(request -> new IOException("too many concurrent streams"));

        Failed failed = perform(client);

        assertThat(failed.retryable()).isTrue();
        assertThat(client.sent())
                .extracting(HttpRequest::version)
                .containsExactly(Optional.of(Version.HTTP_2), Optional.of(Version.HTTP_1_1));
        assertThat(client.sent().get(1).headers())
                .isEqualTo(client.sent().get(0).headers());
        assertThat(client.sent().get(1).bodyPublisher())
                .isEqualTo(client.sent().get(0).bodyPublisher());
    }

    @Test
    void nothing_else_is_sent_twice() throws Exception {
        ScriptedClient client = new ScriptedClient(request -> new IOException("HTTP/2 connection closed"));

        Failed failed = perform(client);

        assertThat(failed.error()).isEqualTo("POST https://example.org/hook: IOException: HTTP/2 connection closed");
        assertThat(client.sent()).hasSize(1);
    }

    private Failed perform(ScriptedClient client) throws Exception {
        HttpHandlerSpec spec = to("https://example.org/hook").build();
        HttpRequest request =
                HttpRequests.of(spec, attempt().payload("{}").build(), new Signer(Map.of(), Clock.systemUTC()));
        HttpCall call = new HttpCall(client, threads, Clock.systemUTC(), request, Duration.ofSeconds(10));
        return (Failed) call.start().get(20, TimeUnit.SECONDS);
    }
}
