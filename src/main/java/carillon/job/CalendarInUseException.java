package carillon.job;

import carillon.platform.CarillonException;
import java.util.List;

/** Jobs name the calendar, so that it cannot be deleted. */
public final class CalendarInUseException extends CarillonException {

    /**
     * @param jobs names of the first of them
     * @param all how many there are
     */
    public CalendarInUseException(String name, List<String> jobs, int all) {
        super("Calendar '" + name + "' was not deleted: " + all + (all == 1 ? " job uses" : " jobs use") + " it ("
                + String.join(", ", jobs) + (all > jobs.size() ? ", …" : "") + "). Take it out of them first.");
    }
}
