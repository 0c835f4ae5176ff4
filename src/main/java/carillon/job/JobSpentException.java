package carillon.job;

import carillon.platform.CarillonException;
import java.util.UUID;

/** The only instant of the job has come: it cannot be moved any more; nothing was changed. */
public final class JobSpentException extends CarillonException {

    public JobSpentException(UUID job) {
        super(
                "The only instant of job " + job + " has come, so its schedule, start, end, maxRuns and jitter cannot "
                        + "be changed any more; all else can. Create another job for another instant, or trigger this one to run it again.");
    }
}
