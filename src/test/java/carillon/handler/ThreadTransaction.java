package carillon.handler;

import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;

/** The container's transaction of a thread, as far as a call of a bean looks at it. */
final class ThreadTransaction implements UserTransaction {

    private int status = Status.STATUS_NO_TRANSACTION;
    private boolean rolledBack;

    boolean rolledBack() {
        return rolledBack;
    }

    @Override
    public void begin() {
        status = Status.STATUS_ACTIVE;
    }

    @Override
    public void commit() {
        status = Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public void rollback() {
        status = Status.STATUS_NO_TRANSACTION;
        rolledBack = true;
    }

    @Override
    public void setRollbackOnly() {
        status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void setTransactionTimeout(int seconds) {}
}
