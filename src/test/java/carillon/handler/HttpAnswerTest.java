package carillon.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import carillon.handler.Outcome.Failed;
import carillon.handler.Outcome.Succeeded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {

    private static final String CALL = "POST https://example.org/hook";
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-12-01T02:30:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void two_hundreds_succeed(int status) {
        assertThat(judge(status, Map.of())).isInstanceOf(Succeeded.class);
    }

    @Test
    void a_target_that_goes_on_by_itself_says_so_with_202_and_a_header() {
        assertThat(judge(202, Map.of("carillon-async", "true"))).isEqualTo(new Outcome.Accepted());
        assertThat(judge(202, Map.of("carillon-async", "True"))).isEqualTo(new Outcome.Accepted());
        assertThat(judge(202, Map.of("carillon-async", "false"))).isInstanceOf(Succeeded.class);
        assertThat(judge(200, Map.of("carillon-async", "true"))).isInstanceOf(Succeeded.class);
        assertThat(judge(503, Map.of("carillon-async", "true"))).isInstanceOf(Failed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 501, 502, 503, 504, 599})
    void what_may_pass_is_retried(int status) {
        assertThat(judge(status, Map.of())).asInstanceOf(type(Failed.class)).satisfies(failed -> {
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.retryAfter()).isNull();
            assertThat(failed.result()).contains("\"status\":" + status);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 304, 307, 399, 400, 401, 403, 404, 407, 409, 410, 422, 499, 101})
    void everything_else_fails_for_good(int status) {
        assertThat(judge(status, Map.of("retry-after", "5")))
                .asInstanceOf(type(Failed.class))
                .satisfies(failed -> {
                    assertThat(failed.retryable()).isFalse();
                    assertThat(failed.retryAfter()).isNull();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 | POST https://example.org/hook answered 503 Service Unavailable",
                "599 | POST https://example.org/hook answered 599",
                "302 | POST https://example.org/hook answered 302 Found: redirects are not followed, call the final address or set \"redirects\""
            })
    void the_error_says_what_was_called_and_what_it_answered(int status, String error) {
        assertThat(((Failed) judge(status, Map.of())).error()).isEqualTo(error);
    }

    @Test
    void retry_after_is_honoured() {
        assertThat(((Failed) judge(503, Map.of("retry-after", "120"))).retryAfter())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(((Failed) judge(429, Map.of("retry-after", "Tue, 01 Dec 2026 02:31:00 GMT"))).retryAfter())
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void the_result_is_json_with_status_headers_and_body() {
        HttpAnswer answer = new HttpAnswer(200, Map.of("content-type", "text/plain"), "one\ntwo\u0000", null);

        assertThat(((Succeeded) answer.judge(CALL, NOW)).result())
                .isEqualTo(
                        "{\"body\":\"one\\ntwo\uFFFD\",\"headers\":{\"content-type\":\"text/plain\"},\"status\":200}");
    }

    private static Outcome judge(int status, Map<String, String> headers) {
        return new HttpAnswer(status, headers, "", null).judge(CALL, NOW);
    }
}
