package carillon.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;

/** Calls a bean with a request context of its own, and leaves no transaction of it behind on the thread. */
@ApplicationScoped
class ContainerCall {

    private final UserTransaction transaction;

    @Inject
    ContainerCall(UserTransaction transaction) {
        this.transaction = transaction;
    }

    protected ContainerCall() {
        this(null);
    }

    /**
     * @throws Exception what the bean throws
     * @throws IllegalStateException when the bean returned with an open transaction: it is rolled back
     */
    @ActivateRequestContext
    public Object call(JobHandler bean, JobContext context) throws Exception {
        Object result;
        try {
            result = bean.handle(context);
        } catch (Throwable e) {
            rollBackAfter(e);
            throw e;
        }
        if (rollBackIfOpen()) {
            throw new IllegalStateException("the bean left its transaction open: it was rolled back");
        }
        return result;
    }

    private void rollBackAfter(Throwable failure) {
        try {
            rollBackIfOpen();
        } catch (SystemException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private boolean rollBackIfOpen() throws SystemException {
        boolean open = transaction.getStatus() != Status.STATUS_NO_TRANSACTION;
        if (open) {
            transaction.rollback();
        }
        return open;
    }
}
