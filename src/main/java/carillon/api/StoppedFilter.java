package carillon.api;

import carillon.platform.Shutdown;
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
import java.util.function.BooleanSupplier;

/**
 * Turns requests away once this member has left the others: the server takes the application apart from then on, and what
 * comes through would fail somewhere. Nothing is injected, as there may be nothing left to inject.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class StoppedFilter implements Filter {

    private static final String DETAIL = "This member has stopped. Nothing was done: ask another member.";

    private final BooleanSupplier stopped;

    public StoppedFilter() {
        this(Shutdown::isOver);
    }

    StoppedFilter(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (stopped.getAsBoolean()) {
            refuse((HttpServletRequest) request, (HttpServletResponse) response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String requestId = RequestIdFilter.of(request);
        response.setStatus(ProblemType.NO_API.status());
        response.setHeader(RequestIdFilter.HEADER, requestId);
        response.setHeader("Retry-After", "1");
        response.setHeader("Connection", "close");
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream()
                .write(Problem.of(ProblemType.NO_API, DETAIL)
                        .toJson(request.getRequestURI(), requestId)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
