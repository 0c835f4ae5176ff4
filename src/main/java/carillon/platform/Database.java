package carillon.platform;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Gives repositories a connection for as long as they need it, and turns SQL's checked errors into ours. */
@ApplicationScoped
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class.getName());

    private static final String DEADLOCK = "40P01";
    private static final String UNORDERED = "40001";

    /** Who loses that often in a row loses to more than chance. */
    static final int MOST_SENT = 5;

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

    /** Whether the caller is in a transaction, be it one that will be undone: what is durable is part of it. */
    public boolean inTransaction() {
        if (transaction == null) {
            return false;
        }
        int status = transaction.getTransactionStatus();
        return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK;
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

    /**
     * Like {@link #relaxed(Work)}, for one message to PostgreSQL: a statement, or several of which each counts only with all
     * others. Should PostgreSQL have undone it so that somebody else can go on, it is sent again.
     */
    public <T> T relaxedMessage(Work<T> message) {
        return relaxed(repeated(message));
    }

    /** The same on a durable connection. A message that is part of a caller's transaction fails with it. */
    public <T> T durableMessage(Work<T> message) {
        return inTransaction() ? onTransactions(message) : on(durable, repeated(message));
    }

    /**
     * Statements that change several rows, each in its own order, can come to wait for each other. PostgreSQL sees that after
     * a second and undoes one of them; what is sent again finds what the other has left. Inside a transaction all of that
     * is undone, and not to be had again by one of its messages.
     */
    private static <T> Work<T> repeated(Work<T> message) {
        return connection -> {
            for (int sent = 1; ; sent++) {
                try {
                    return message.on(connection);
                } catch (SQLException e) {
                    if (sent == MOST_SENT || !isUndone(e) || !connection.getAutoCommit()) {
                        throw e;
                    }
                    LOG.log(Level.FINE, "event=message-repeated sent=" + sent, e);
                }
            }
        };
    }

    /** Like {@link #relaxed(Work)}, as one transaction. */
    public <T> T relaxedTransaction(Work<T> work) {
        return on(relaxed, connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private static void rollback(Connection connection, Throwable reason) {
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

    /** What a failed statement means to the caller. */
    public static CarillonException failure(SQLException failure) {
        return isAway(failure) ? new DatabaseUnavailableException(failure) : new DatabaseException(failure);
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

    /** Deadlock, and what PostgreSQL cannot put in an order beside what others did: the transaction has done nothing. */
    static boolean isUndone(SQLException failure) {
        return DEADLOCK.equals(failure.getSQLState()) || UNORDERED.equals(failure.getSQLState());
    }

    /** What a repository does with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
