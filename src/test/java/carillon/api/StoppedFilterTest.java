package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

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
                    called.add(method.getName() + Arrays.toString(arguments));
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
