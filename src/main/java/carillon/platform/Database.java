package carillon.platform;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Gives repositories a connection for as long as they need it, and turns SQL's checked errors into ours. */
@ApplicationScoped
public class Database {

    @Resource(lookup = DataSources.DURABLE)
    private DataSource durable;

    @Resource(lookup = DataSources.RELAXED)
    private DataSource relaxed;

    @PersistenceContext
    private EntityManager entities;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry transaction;

    /** For the container. */
    public Database() {}

    /** For tests and tools that bring their own connections. */
    public Database(DataSource durable, DataSource relaxed) {
        this.durable = durable;
        this.relaxed = relaxed;
    }

    public DataSource durable() {
        return durable;
    }

    /**
     * Runs the work on a durable connection: inside the caller's transaction, or each statement on its own. A transaction
     * works on one connection, the entity manager's: were it to take a second one, as many transactions as the pool has
     * connections, waiting for a row that one of them holds, would wait for each other.
     */
    public <T> T durable(Work<T> work) {
        return inTransaction() ? onTransactions(work) : on(durable, work);
    }

    private boolean inTransaction() {
        return transaction != null && transaction.getTransactionStatus() == Status.STATUS_ACTIVE;
    }

    private <T> T onTransactions(Work<T> work) {
        try {
            return work.on(entities.unwrap(Connection.class));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Runs the work on a connection that does not wait for the disk; never part of a caller's transaction. */
    public <T> T relaxed(Work<T> work) {
        return on(relaxed, work);
    }

    /** Like {@link #relaxed(Work)}, as one transaction. */
    public <T> T relaxedTransaction(Work<T> work) {
        return on(relaxed, connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static <T> T on(DataSource source, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static CarillonException failure(SQLException e) {
        return isAway(e) ? new DatabaseUnavailableException(e) : new DatabaseException(e);
    }

    /** No state at all comes from the pool; 08 connection, 53 resources, 57P shutdown, 25006 read-only standby. */
    static boolean isAway(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.equals("25006");
    }

    /** What a repository does with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
