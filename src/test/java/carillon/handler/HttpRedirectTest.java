package carillon.handler;

import static carillon.handler.AttemptBuilder.Http.to;
import static carillon.handler.AttemptBuilder.attempt;
import static carillon.handler.HttpHandlerBuilder.handler;
import static org.assertj.core.api.Assertions.assertThat;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class HttpRedirectTest {

    private static final String PAYLOAD = "{\"a\":1}";

    private final HandlerThreads threads = new HandlerThreads(Executors.defaultThreadFactory(), 1);
    private final HttpHandler handler = handler(threads)
            .signingKeys(Map.of("one", "a-secret-of-24-letters.."))
            .build();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        handler.stop();
        threads.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET, false",
        "302, POST, GET, false",
        "303, POST, GET, false",
        "303, PUT, GET, false",
        "303, HEAD, HEAD, false",
        "301, PUT, PUT, true",
        "302, DELETE, DELETE, true",
        "307, POST, POST, true",
        "308, PATCH, PATCH, true",
        "307, GET, GET, true"
    })
    void method_and_payload_go_on_within_an_origin_as_the_status_says(
            int status, String method, String next, boolean payload) throws Exception {
        try (SocketTarget target = SocketTarget.answering(this::redirectOnce)) {
            HttpHandlerSpec spec = to(target.url() + "?status=" + status)
                    .method(method)
                    .header("Authorization", "Bearer token")
                    .redirects(1)
                    .build();

            Outcome outcome = handler.perform(
                            spec,
                            attempt()
                                    .of(spec)
                                    .payload(method.equals("HEAD") ? null : PAYLOAD)
                                    .build(),
                            AttemptReport.NONE)
                    .get(60, TimeUnit.SECONDS);

            assertThat(outcome).isInstanceOf(Succeeded.class);
            assertThat(received.remove()).startsWith(method + " /hook?status=" + status);
            assertThat(received.remove())
                    .startsWith(next + " /there ")
                    .contains("Authorization: Bearer token", "Carillon-Run: ", "Idempotency-Key: ")
                    .satisfies(head -> assertThat(head.contains(PAYLOAD)).isEqualTo(payload))
                    .satisfies(head -> assertThat(head.contains("Content-Type: application/json"))
                            .isEqualTo(payload))
                    .satisfies(head ->
                            assertThat(head.contains(Signer.HEADER)).isEqualTo(payload || method.equals("HEAD")));
        }
    }

    @Test
    void neither_the_jobs_headers_nor_a_signature_go_to_another_origin_nor_back_again() throws Exception {
        try (SocketTarget first = SocketTarget.answering(this::answerByPath);
                SocketTarget other = SocketTarget.answering(this::answerByPath)) {
            HttpHandlerSpec spec = to("http://" + first.authority() + "/to/" + other.authority() + "/to/"
                            + first.authority() + "/end")
                    .method("GET")
                    .header("Authorization", "Bearer token")
                    .redirects(5)
                    .build();

            Outcome outcome = perform(spec, null);

            assertThat(outcome).isInstanceOf(Succeeded.class);
            assertThat(received.remove()).contains("Authorization: ", "Carillon-Run: ", Signer.HEADER);
            for (int hop = 0; hop < 2; hop++) {
                assertThat(received.remove())
                        .contains("User-Agent: Carillon/")
                        .doesNotContain("Authorization", "Carillon-", "Idempotency-Key");
            }
        }
    }

    @Test
    void a_payload_is_not_sent_on_to_another_origin() throws Exception {
        try (SocketTarget first = SocketTarget.answering(this::answerByPath);
                SocketTarget other = SocketTarget.answering(this::answerByPath)) {
            HttpHandlerSpec spec = to("http://" + first.authority() + "/307/" + other.authority() + "/end")
                    .redirects(5)
                    .build();

            Failed failed = (Failed) perform(spec, PAYLOAD);

            assertThat(failed.retryable()).isFalse();
            assertThat(failed.error())
                    .endsWith(" answered 307 Temporary Redirect, to http://" + other.authority()
                            + ", another origin, to which the payload is not sent on: call the final address");
            assertThat(failed.result()).contains("\"status\":307");
            assertThat(other.connections()).isEmpty();
        }
    }

    @Test
    void more_redirects_than_the_job_allows_fail_for_good() throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            while (!request(socket).isEmpty()) {
                received.add("one");
                SocketTarget.write(
                        socket, "HTTP/1.1 302 Found\r\nLocation: /again?secret\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            Failed failed =
                    (Failed) perform(to(target.url()).method("GET").redirects(3).build(), null);

            assertThat(failed.retryable()).isFalse();
            assertThat(failed.error())
                    .isEqualTo("GET " + target.url() + ", redirected to GET http://" + target.authority()
                            + "/again answered 302 Found, once more than its job's redirects allow");
            assertThat(received).hasSize(4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "ftp://example.org/",
                "https://user@example.org/",
                "http://",
                "''",
                "http://exa mple/",
                "//my_host/"
            })
    void an_address_that_cannot_be_called_is_not_followed(String location) throws Exception {
        try (SocketTarget target = SocketTarget.answering(socket -> {
            SocketTarget.readHead(socket);
            SocketTarget.write(socket, "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
        })) {
            Failed failed =
                    (Failed) perform(to(target.url()).method("GET").redirects(3).build(), null);

            assertThat(failed.retryable()).isFalse();
            assertThat(failed.error()).containsAnyOf("to an address that cannot be called", "without saying where to");
        }
    }

    /** The first request to {@code /hook?status=…} leads to {@code /there}. */
    private void redirectOnce(Socket socket) throws IOException {
        String request;
        while (!(request = request(socket)).isEmpty()) {
            received.add(request);
            int status = request.indexOf("status=");
            SocketTarget.write(
                    socket,
                    status < 0
                            ? "HTTP/1.1 204 No Content\r\n\r\n"
                            : "HTTP/1.1 " + request.substring(status + 7, status + 10)
                                    + " Go\r\nLocation: there#part\r\nContent-Length: 0\r\n\r\n");
        }
    }

    /** {@code /to/<authority>/rest} leads to {@code http://<authority>/rest}, {@code /307/…} with that status. */
    private void answerByPath(Socket socket) throws IOException {
        String request;
        while (!(request = request(socket)).isEmpty()) {
            received.add(request);
            String[] path = request.split(" ")[1].split("/", 4);
            SocketTarget.write(
                    socket,
                    path[1].equals("end")
                            ? "HTTP/1.1 204 No Content\r\n\r\n"
                            : "HTTP/1.1 " + (path[1].equals("to") ? "302" : path[1]) + " Go\r\nLocation: http://"
                                    + path[2] + "/" + path[3] + "\r\nContent-Length: 0\r\n\r\n");
        }
    }

    /** With the body, when it says that it has one. */
    private static String request(Socket socket) throws IOException {
        String head = SocketTarget.readHead(socket);
        return head.contains("Content-Length: 7")
                ? head + new String(socket.getInputStream().readNBytes(7), java.nio.charset.StandardCharsets.UTF_8)
                : head;
    }

    private Outcome perform(HttpHandlerSpec spec, String payload) throws Exception {
        return handler.perform(spec, attempt().of(spec).payload(payload).build(), AttemptReport.NONE)
                .get(60, TimeUnit.SECONDS);
    }
}
