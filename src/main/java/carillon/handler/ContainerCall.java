package carillon.handler;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;

/** Calls a bean with a request context of its own, and leaves no transaction of it behind on the thread. */
@ApplicationScoped
class ContainerCall {

    private final UserTransaction transaction;

    /** Tells of the thread's transaction without being looked up by name, as {@link #transaction} is at each use. */
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry registry;

    @Inject
    ContainerCall(UserTransaction transaction) {
        this.transaction = transaction;
    }

    /** For tests that bring their own. */
    ContainerCall(UserTransaction transaction, TransactionSynchronizationRegistry registry) {
        this.transaction = transaction;
        this.registry = registry;
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
        boolean open = registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
        if (open) {
            transaction.rollback();
        }
        return open;
    }
}
