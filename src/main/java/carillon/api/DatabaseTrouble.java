package carillon.api;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.Optional;

/** Tells failures of the database that pass by themselves from those that are mistakes of ours. */
final class DatabaseTrouble {

    private static final String UNIQUE_VIOLATION = "23505";

    private DatabaseTrouble() {}

    /** The problem when the failure is the database's: away, too slow, or changed by somebody else first. */
    static Optional<Problem> in(Throwable failure) {
        if (Failures.chain(failure).anyMatch(DatabaseTrouble::isConflict)) {
            return Optional.of(Problem.of(
                    ProblemType.CONFLICT, "Another request changed the same thing first. Look at it and try again."));
        }
        if (Failures.chain(failure).anyMatch(DatabaseTrouble::isAway)) {
            return Optional.of(Problem.of(
                    ProblemType.DATABASE_UNAVAILABLE,
                    "The database is away or too slow. Whether the request was carried out is not known: "
                            + "look before you repeat it."));
        }
        return Optional.empty();
    }

    private static boolean isConflict(Throwable cause) {
        return cause instanceof OptimisticLockException
                || cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState());
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof SQLException sql && isAway(sql.getSQLState())
                || cause instanceof QueryTimeoutException
                || cause instanceof LockTimeoutException
                || cause instanceof PessimisticLockException
                || cause instanceof SystemException
                // Without any cause of its own it is the transaction's time that ran out.
                || cause instanceof RollbackException && cause.getCause() == null;
    }

    /**
     * Connection lost (08), rolled back to resolve a deadlock (40), out of resources (53), wrong state such as a
     * standby's (55, 25006), stopped by the operator (57), failing disks (58). The container's pool gives none.
     */
    private static boolean isAway(String state) {
        return state == null || state.matches("(08|40|53|55|57|58).*") || state.equals("25006");
    }
}
