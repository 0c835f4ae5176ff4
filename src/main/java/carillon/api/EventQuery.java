package carillon.api;

import carillon.event.Interest;
import carillon.platform.InvalidFieldsException;
import carillon.run.RunState;
import jakarta.ws.rs.QueryParam;

/** The query of {@code GET /events}. */
public class EventQuery {

    @QueryParam("job")
    String job;

    @QueryParam("state")
    String state;

    @QueryParam("queue")
    String queue;

    /**
     * @throws InvalidFieldsException naming the parameters that mean nothing
     */
    Interest interest() {
        QueryValues values = new QueryValues();
        Interest interest = new Interest(values.id("job", job), values.oneOf(RunState.class, "state", state), queue);
        values.requireSound();
        return interest;
    }
}
