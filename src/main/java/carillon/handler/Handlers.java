package carillon.handler;

import carillon.platform.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Performs attempts, each by the kind of handler its job names. */
@ApplicationScoped
public class Handlers {

    private static final Logger LOG = Logger.getLogger(Handlers.class.getName());

    private final HttpHandler http;
    private final ProcessHandler process;
    private final BeanHandler bean;

    @Inject
    Handlers(HttpHandler http, ProcessHandler process, BeanHandler bean) {
        this.http = http;
        this.process = process;
        this.bean = bean;
    }

    protected Handlers() {
        this(null, null, null);
    }

    /**
     * Starts the attempt and returns at once; never throws. The future completes with the outcome, on any thread, and
     * never exceptionally of itself. When its caller cancels it, or ends it in another way, the handler is told to stop
     * (an HTTP exchange is broken off, a process is asked to end and then killed, a bean's thread is interrupted) and what
     * it then says is dropped.
     *
     * @param report what the attempt tells of itself meanwhile
     */
    public CompletableFuture<Outcome> perform(Attempt attempt, AttemptReport report) {
        try {
            HandlerSpec handler = attempt.handler();
            if (handler instanceof HttpHandlerSpec spec) {
                return http.perform(spec, attempt, report);
            }
            if (handler instanceof ProcessHandlerSpec spec) {
                return process.perform(spec, attempt, report::log);
            }
            return bean.perform((BeanHandlerSpec) handler, attempt, report);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, e, () -> "event=attempt-not-started run=" + attempt.run() + " job=" + attempt.job());
            return CompletableFuture.completedFuture(Outcome.Failed.retryable("not started: " + ErrorLine.of(e)));
        }
    }

    /** How the HTTP calls of this member stand now. */
    public HttpStanding http() {
        return http.standing();
    }

    /** How the programs of this member stand now. */
    public ProcessStanding processes() {
        return process.standing();
    }

    /**
     * What does not hold in the specification, or on this member (a bean that is not there, a program that is not allowed),
     * with paths from the specification; empty when all is well.
     */
    public List<FieldError> check(HandlerSpec spec) {
        List<FieldError> errors = spec.check();
        if (!errors.isEmpty()) {
            return errors;
        }
        if (spec instanceof ProcessHandlerSpec program) {
            return process.check(program);
        }
        return spec instanceof BeanHandlerSpec named ? bean.check(named) : errors;
    }
}
