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
    private final BeanHandler bean;

    @Inject
    Handlers(HttpHandler http, BeanHandler bean) {
        this.http = http;
        this.bean = bean;
    }

    protected Handlers() {
        this(null, null);
    }

    /**
     * Starts the attempt and returns at once; never throws. The future completes with the outcome, on any thread, and
     * never exceptionally of itself. When its caller cancels it, or ends it in another way, the handler is told to stop
     * (an HTTP exchange is broken off, a bean's thread is interrupted) and what it then says is dropped.
     *
     * @param report what the attempt tells of itself meanwhile
     */
    public CompletableFuture<Outcome> perform(Attempt attempt, AttemptReport report) {
        try {
            return attempt.handler() instanceof HttpHandlerSpec spec
                    ? http.perform(spec, attempt)
                    : bean.perform((BeanHandlerSpec) attempt.handler(), attempt, report);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.SEVERE, e, () -> "event=attempt-not-started run=" + attempt.run() + " job=" + attempt.job());
            return CompletableFuture.completedFuture(Outcome.Failed.retryable("not started: " + ErrorLine.of(e)));
        }
    }

    /**
     * What does not hold in the specification, or on this deployment (a bean that is not there), with paths from the
     * specification; empty when all is well.
     */
    public List<FieldError> check(HandlerSpec spec) {
        List<FieldError> errors = spec.check();
        return errors.isEmpty() && spec instanceof BeanHandlerSpec named ? bean.check(named) : errors;
    }
}
