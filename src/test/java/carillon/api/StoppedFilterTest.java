package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member answers between its stop and the server's. */
class StoppedFilterTest {

    private final List<String> called = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean committed;
    private int status = 200;
    private final List<HttpServletRequest> passed = new ArrayList<>();

    @Test
    void a_member_that_has_stopped_turns_requests_away() throws IOException, ServletException {
        // given
        StoppedFilter filter = new StoppedFilter(() -> true);
        // when
        filter.doFilter(request(), response(), (request, response) -> passed.add((HttpServletRequest) request));
        // then
        assertThat(passed).isEmpty();
        assertThat(called)
                .contains(
                        "setStatus[503]",
                        "setHeader[Retry-After, 1]",
                        "setHeader[Connection, close]",
                        "setContentType[application/problem+json]");
        assertThat(body.toString(StandardCharsets.UTF_8))
                .contains("urn:carillon:problem:no-api", "ask another member", "\"instance\":\"/api/v1/jobs\"");
    }

    @Test
    void before_that_they_pass() throws IOException, ServletException {
        // given
        StoppedFilter filter = new StoppedFilter(() -> false);
        // when
        filter.doFilter(request(), response(), (request, response) -> passed.add((HttpServletRequest) request));
        // then
        assertThat(passed).hasSize(1);
        assertThat(called).isEmpty();
    }

    @Test
    void one_that_came_before_and_fails_as_the_server_ends_is_told_the_same() throws IOException, ServletException {
        // given
        StoppedFilter filter = new StoppedFilter(() -> !passed.isEmpty());
        // when
        filter.doFilter(request(), response(), (request, response) -> {
            passed.add((HttpServletRequest) request);
            throw new IllegalStateException("the container is gone");
        });
        // then
        assertThat(called).contains("reset[]", "setStatus[503]", "setHeader[Retry-After, 1]");
        assertThat(body.toString(StandardCharsets.UTF_8)).contains("urn:carillon:problem:no-api", "Idempotency-Key");
    }

    @Test
    void so_is_one_to_which_the_server_gives_an_error_of_its_own() throws IOException, ServletException {
        // given
        StoppedFilter filter = new StoppedFilter(() -> !passed.isEmpty());
        // when
        filter.doFilter(request(), response(), (request, response) -> {
            passed.add((HttpServletRequest) request);
            ((HttpServletResponse) response).sendError(500, "no resource");
        });
        // then
        assertThat(called).contains("setStatus[503]", "setContentType[application/problem+json]");
        assertThat(called).noneMatch(call -> call.startsWith("sendError"));
    }

    @Test
    void so_is_one_whose_answer_is_an_empty_failure() throws IOException, ServletException {
        // given
        StoppedFilter filter = new StoppedFilter(() -> !passed.isEmpty());
        // when
        filter.doFilter(request(), response(), (request, response) -> {
            passed.add((HttpServletRequest) request);
            status = 500;
        });
        // then
        assertThat(called).contains("reset[]", "setStatus[503]", "setContentType[application/problem+json]");
    }

    @Test
    void a_member_that_runs_fails_as_ever() throws IOException, ServletException {
        // given
        StoppedFilter filter = new StoppedFilter(() -> false);
        // when
        filter.doFilter(
                request(), response(), (request, response) -> ((HttpServletResponse) response).sendError(500, "why"));
        // then
        assertThat(called).containsExactly("sendError[500, why]");
        assertThatThrownBy(() -> filter.doFilter(request(), response(), (request, response) -> {
                    throw new ServletException("why");
                }))
                .isInstanceOf(ServletException.class);
    }

    @Test
    void an_answer_that_is_under_way_is_not_begun_again() {
        // given
        committed = true;
        StoppedFilter filter = new StoppedFilter(() -> !passed.isEmpty());
        // when
        assertThatThrownBy(() -> filter.doFilter(request(), response(), (request, response) -> {
                    passed.add((HttpServletRequest) request);
                    throw new ServletException("why");
                }))
                .isInstanceOf(ServletException.class);
        // then
        assertThat(called).isEmpty();
    }

    private HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> method.getName().equals("getRequestURI") ? "/api/v1/jobs" : null);
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getOutputStream")) {
                        return stream();
                    }
                    if (method.getName().equals("getStatus")) {
                        return status;
                    }
                    if (method.getName().equals("isCommitted")) {
                        return committed;
                    }
                    called.add(method.getName() + (arguments == null ? "[]" : Arrays.toString(arguments)));
                    return null;
                });
    }

    private ServletOutputStream stream() {
        return new ServletOutputStream() {
            @Override
            public void write(int one) {
                body.write(one);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("Written at once");
            }
        };
    }
}
