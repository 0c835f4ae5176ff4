package carillon.api;

import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.transaction.TransactionalException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status.Family;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Answers a failure with its problem.
 *
 * <p>The nested classes are one each for the types that the container has mappers of its own for, which are preferred
 * to a mapper of a wider type, and one for everything else.
 */
public abstract class FailureMapper<E extends Throwable> implements ExceptionMapper<E> {

    private static final Logger LOG = Logger.getLogger(FailureMapper.class.getName());
    private static final int RETRY_AFTER_SECONDS = 2;

    @Context
    private HttpServletRequest request;

    @Override
    public Response toResponse(E failure) {
        if (failure instanceof WebApplicationException web && isNoFailure(web.getResponse())) {
            return web.getResponse();
        }
        Problem problem = Failures.problem(failure);
        log(problem, failure);
        Response.ResponseBuilder answer = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.toJson(request.getRequestURI(), RequestIdFilter.of(request)));
        if (problem.status() == ProblemType.DATABASE_UNAVAILABLE.status()
                || problem.status() == ProblemType.TOO_MANY_REQUESTS.status()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (failure instanceof WebApplicationException web) {
            answer.header(HttpHeaders.ALLOW, web.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return answer.build();
    }

    private static boolean isNoFailure(Response response) {
        Family family = response.getStatusInfo().getFamily();
        return family == Family.REDIRECTION || family == Family.SUCCESSFUL;
    }

    /** While the database is away every request fails alike: then the root of it in one line, and no trace. */
    private void log(Problem problem, Throwable failure) {
        if (problem.status() >= 500) {
            boolean ours = problem.status() == ProblemType.INTERNAL_ERROR.status();
            String line =
                    "event=request-failed status=" + problem.status() + " requestId=" + RequestIdFilter.of(request)
                            + " method=" + request.getMethod() + " path=" + request.getRequestURI() + " cause=\""
                            + Failures.rootInOneLine(failure) + "\"";
            LOG.log(ours ? Level.SEVERE : Level.WARNING, line, ours ? failure : null);
        }
    }

    /** Everything that nobody else maps. */
    @Provider
    public static final class OfAnything extends FailureMapper<Throwable> {}

    /** What JAX-RS itself refuses, such as a path that is not there. */
    @Provider
    public static final class OfRefusal extends FailureMapper<WebApplicationException> {}

    /** A body that JSON-B could not read or write. */
    @Provider
    public static final class OfProcessing extends FailureMapper<ProcessingException> {}

    /** A transaction that could not commit, thrown by the interceptor of {@code @Transactional}. */
    @Provider
    public static final class OfTransaction extends FailureMapper<TransactionalException> {}

    /** What JPA throws inside a transaction. */
    @Provider
    public static final class OfPersistence extends FailureMapper<PersistenceException> {}

    /** What an EJB throws around its failure. */
    @Provider
    public static final class OfBean extends FailureMapper<EJBException> {}
}
