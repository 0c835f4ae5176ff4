package carillon.run;

import carillon.platform.CarillonException;
import java.time.Duration;

/** The database has more to do than it can; nothing was stored. */
public final class DatabaseBusyException extends CarillonException {

    private DatabaseBusyException(String why) {
        super(why + " Nothing was stored. Try again.");
    }

    static DatabaseBusyException answering(Duration took) {
        return new DatabaseBusyException("The database took " + took.toMillis()
                + " ms to answer the simplest question, and gets nothing more to do from"
                + " requests until it is quicker.");
    }

    static DatabaseBusyException committing(Duration waited) {
        return new DatabaseBusyException(
                "The database has not been done with earlier requests within " + waited.toMillis() + " ms.");
    }
}
