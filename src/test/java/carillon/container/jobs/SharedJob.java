package carillon.container.jobs;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Map;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Tells what it finds on the thread that calls it. */
@ApplicationScoped
@Named("shared-job")
public class SharedJob implements JobHandler {

    @Inject
    private Visit visit;

    @Override
    public Object handle(JobContext context) throws NamingException {
        boolean sameLoader = Thread.currentThread().getContextClassLoader() == SharedJob.class.getClassLoader();
        visit.next();
        return Map.of(
                "rows", context.payload(Rows.class).rows(),
                "application", InitialContext.<String>doLookup("java:app/AppName"),
                "loader", sameLoader,
                "visits", visit.next());
    }

    /** The payload. */
    public record Rows(int rows) {}
}
