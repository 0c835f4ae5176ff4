package carillon.container.jobs;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import carillon.handler.PermanentFailureException;
import jakarta.ejb.Stateless;
import jakarta.inject.Named;

/** An enterprise bean that refuses. */
@Stateless
@Named("strict-job")
public class StrictJob implements JobHandler {

    @Override
    public Object handle(JobContext context) {
        throw new PermanentFailureException("not on a Sunday");
    }
}
