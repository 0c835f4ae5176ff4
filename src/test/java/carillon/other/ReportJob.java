package carillon.other;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Tells what it finds when it is called from Carillon's application. */
@ApplicationScoped
@Named("other-report")
public class ReportJob implements JobHandler {

    @Inject
    private Visits visits;

    @Override
    public Object handle(JobContext context) throws NamingException {
        visits.next();
        context.log("writes");
        context.progress(0.5, "half");
        Map<String, Object> seen = new TreeMap<>();
        seen.put("application", InitialContext.<String>doLookup("java:app/AppName"));
        seen.put("module", InitialContext.<String>doLookup("java:module/ModuleName"));
        seen.put("attempt", context.attempt());
        seen.put("loader", Thread.currentThread().getContextClassLoader() == ReportJob.class.getClassLoader());
        seen.put("rows", context.payload(Rows.class).rows());
        seen.put("run", context.run());
        seen.put(
                "stopping",
                context.stopping() || context.cancelled() || context.remaining().isZero());
        seen.put("visits", visits.next());
        return seen;
    }

    /** The payload. */
    public record Rows(int rows) {}
}
