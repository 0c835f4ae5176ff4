package carillon.job;

import carillon.platform.CarillonException;
import java.util.UUID;

/** Somebody has changed the job since the caller read it; nothing was changed. */
public final class StaleVersionException extends CarillonException {

    public StaleVersionException(UUID job, long version) {
        super("Job " + job + " has version " + version + " by now, which is not what If-Match names. Nothing was "
                + "changed. Read it again, make your change to what you find, and send its ETag.");
    }
}
