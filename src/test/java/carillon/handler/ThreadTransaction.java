package carillon.handler;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;

/** The container's transaction of a thread, as far as a call of a bean looks at it. */
final class ThreadTransaction implements UserTransaction, TransactionSynchronizationRegistry {

    private int status = Status.STATUS_NO_TRANSACTION;
    private boolean rolledBack;

    /** Calls beans with a transaction of their own. */
    static ContainerCall container() {
        ThreadTransaction transaction = new ThreadTransaction();
        return new ContainerCall(transaction, transaction);
    }

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

    @Override
    public int getTransactionStatus() {
        return status;
    }

    @Override
    public Object getTransactionKey() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putResource(Object key, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object getResource(Object key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean getRollbackOnly() {
        return status == Status.STATUS_MARKED_ROLLBACK;
    }
}
