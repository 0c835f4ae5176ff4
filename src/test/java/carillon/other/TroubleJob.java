package carillon.other;

import carillon.handler.JobContext;
import carillon.handler.JobHandler;
import carillon.handler.PermanentFailureException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.transaction.UserTransaction;
import java.io.IOException;

/** Does what its payload says, none of it good. */
@ApplicationScoped
@Named("other-trouble")
public class TroubleJob implements JobHandler {

    @Inject
    private UserTransaction transaction;

    @Override
    public Object handle(JobContext context) throws Exception {
        switch (context.payload(String.class)) {
            case "permanent":
                throw new NeverAgainException();
            case "passing":
                throw new IOException("disk full");
            case "unwritable":
                return Double.NaN;
            case "open transaction":
                transaction.begin();
                return "begun";
            case "wait":
                context.log("waits");
                new java.util.concurrent.CountDownLatch(1).await();
                return null;
            default:
                return context.payload(java.util.UUID.class);
        }
    }

    /** Of this application alone. */
    public static class NeverAgainException extends PermanentFailureException {
        public NeverAgainException() {
            super("no such customer");
        }
    }
}
