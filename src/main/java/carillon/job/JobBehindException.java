package carillon.job;

import carillon.platform.CarillonException;
import java.util.UUID;

/** So many instants of the job are late that one request cannot account for them; nothing was changed. */
public final class JobBehindException extends CarillonException {

    public JobBehindException(UUID job) {
        super("More than 100,000 instants of job " + job + " have passed and are not yet accounted for. Nothing was "
                + "changed. Wait until the timer has caught up (nextFireAt lies ahead), then try again.");
    }
}
