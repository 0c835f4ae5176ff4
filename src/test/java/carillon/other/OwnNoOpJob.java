package carillon.other;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Has the name of a bean that Carillon has itself. */
@ApplicationScoped
@Named("no-op")
public class OwnNoOpJob implements JobHandler {

    @Override
    public Object handle(JobContext context) {
        return "that of the other application";
    }
}
