package carillon.run;

import carillon.platform.CarillonException;
import java.time.Duration;

/** The database has more to do than it can; nothing was stored. */
public final class DatabaseBusyException extends CarillonException {

    DatabaseBusyException(Duration took) {
        super("The database took " + took.toMillis()
                + " ms to answer the simplest question, and gets nothing more to do from"
                + " requests until it is quicker. Nothing was stored. Try again.");
    }
}
