package carillon.container.jobs;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.transaction.UserTransaction;

/** Begins a transaction and forgets it. */
@ApplicationScoped
@Named("careless-job")
public class CarelessJob implements JobHandler {

    @Inject
    private UserTransaction transaction;

    @Override
    public Object handle(JobContext context) throws Exception {
        transaction.begin();
        return "begun";
    }
}
