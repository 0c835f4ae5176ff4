package carillon.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Succeeds at once; for trials and benchmarks. */
@ApplicationScoped
@Named("no-op")
class NoOpJob implements JobHandler {

    @Override
    public Object handle(JobContext context) {
        return null;
    }
}
