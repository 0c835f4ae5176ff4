package carillon.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Says in JSON what the container would say in HTML, for requests that reach no resource; see web.xml. */
@WebServlet(urlPatterns = "/problem", asyncSupported = true)
public class ProblemPage extends HttpServlet {

    private static final Logger LOG = Logger.getLogger(ProblemPage.class.getName());

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean asked = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) == null;
        int status = asked
                ? HttpServletResponse.SC_NOT_FOUND
                : (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        String path = asked
                ? request.getRequestURI()
                : String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        Problem problem = problem(request, status);
        String requestId = RequestIdFilter.of(request);
        response.setStatus(problem.status());
        response.setHeader(RequestIdFilter.HEADER, requestId);
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(problem.toJson(path, requestId).getBytes(StandardCharsets.UTF_8));
    }

    private static Problem problem(HttpServletRequest request, int status) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            LOG.log(
                    failure instanceof IOException ? Level.FINE : Level.SEVERE,
                    failure,
                    () -> "event=request-failed requestId=" + RequestIdFilter.of(request) + " path="
                            + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
            return Failures.problem(failure);
        }
        return Problem.ofStatus(status, StatusDetail.of(status));
    }
}
