package carillon.api;

import carillon.platform.Setting;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many requests through to the database at once that the timer, the worker and the heartbeats always find a
 * connection, however long requests wait for each other's rows. The others wait a few seconds, then are told to come again.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class RequestLimitFilter implements Filter {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Semaphore places = new Semaphore(Setting.API_REQUESTS.number(), true);

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!entered()) {
            refuse((HttpServletRequest) request, (HttpServletResponse) response);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.release();
        }
    }

    private boolean entered() {
        try {
            return places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = Problem.of(
                ProblemType.TOO_MANY_REQUESTS,
                "As many requests as this member serves at once are under way. Nothing was done. Try again, or ask "
                        + "another member.");
        String requestId = RequestIdFilter.of(request);
        response.setStatus(problem.status());
        response.setHeader(RequestIdFilter.HEADER, requestId);
        response.setHeader("Retry-After", "1");
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream()
                .write(problem.toJson(request.getRequestURI(), requestId).getBytes(StandardCharsets.UTF_8));
    }
}
