package carillon.api;

import carillon.platform.Shutdown;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Turns requests away once this member has left the others: the server takes the application apart from then on, and what
 * comes through would fail somewhere. What came before and fails so is answered alike, as long as nothing of another answer
 * is under way. Nothing is injected, as there may be nothing left to inject.
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class StoppedFilter implements Filter {

    private static final Logger LOG = Logger.getLogger(StoppedFilter.class.getName());

    private static final String NOTHING_DONE = "This member has stopped. Nothing was done: ask another member.";

    private static final String OVERTAKEN =
            "This member stopped before it had the answer: ask another member whether it was done, or send it again with"
                    + " the same Idempotency-Key.";

    private final BooleanSupplier stopped;

    public StoppedFilter() {
        this(Shutdown::isOver);
    }

    StoppedFilter(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    /** Loads what an answer is made with: a stopped application loads no more classes. */
    @Override
    public void init(FilterConfig config) {
        Problem.of(ProblemType.NO_API, OVERTAKEN).toJson("/", "none");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (stopped.getAsBoolean()) {
            refuse(asked, answer, NOTHING_DONE);
            return;
        }
        try {
            chain.doFilter(request, new Answer(asked, answer));
            if (answer.getStatus() == HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                    && stopped.getAsBoolean()
                    && !answer.isCommitted()) {
                answer.reset();
                refuse(asked, answer, OVERTAKEN);
            }
        } catch (IOException | ServletException | RuntimeException | LinkageError e) {
            if (!stopped.getAsBoolean() || answer.isCommitted()) {
                throw e;
            }
            LOG.log(Level.FINE, e, () -> "event=request-overtaken path=" + asked.getRequestURI());
            answer.reset();
            refuse(asked, answer, OVERTAKEN);
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String detail)
            throws IOException {
        String requestId = RequestIdFilter.of(request);
        response.setStatus(ProblemType.NO_API.status());
        response.setHeader(RequestIdFilter.HEADER, requestId);
        response.setHeader("Retry-After", "1");
        response.setHeader("Connection", "close");
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream()
                .write(Problem.of(ProblemType.NO_API, detail)
                        .toJson(request.getRequestURI(), requestId)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** The server's own words for a failure, of which a request that the stop has overtaken gets ours instead. */
    private final class Answer extends HttpServletResponseWrapper {

        private final HttpServletRequest request;
        private final HttpServletResponse response;

        Answer(HttpServletRequest request, HttpServletResponse response) {
            super(response);
            this.request = request;
            this.response = response;
        }

        @Override
        public void sendError(int status) throws IOException {
            if (isOvertaken(status)) {
                response.resetBuffer();
                refuse(request, response, OVERTAKEN);
            } else {
                super.sendError(status);
            }
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            if (isOvertaken(status)) {
                sendError(status);
            } else {
                super.sendError(status, message);
            }
        }

        private boolean isOvertaken(int status) {
            return status >= SC_INTERNAL_SERVER_ERROR && stopped.getAsBoolean() && !isCommitted();
        }
    }
}
