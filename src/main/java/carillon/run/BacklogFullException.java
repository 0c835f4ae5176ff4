package carillon.run;

import carillon.platform.CarillonException;

/** As much waits in a queue as may; nothing was stored. */
public final class BacklogFullException extends CarillonException {

    BacklogFullException(String queue, long most) {
        super("Queue " + queue + " has " + most
                + " due runs that wait, as many as it may have. Nothing was stored. Try again"
                + " when it is shorter; start more workers, or raise maxBacklog of the queue.");
    }
}
