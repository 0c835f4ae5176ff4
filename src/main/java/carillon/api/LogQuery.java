package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** The query of {@code GET /runs/{id}/log}. */
public class LogQuery {

    private static final int MOST_LINES = 10_000;

    @QueryParam("follow")
    String follow;

    @QueryParam("tail")
    String tail;

    @QueryParam("offset")
    String offset;

    /**
     * Where to begin.
     *
     * @throws InvalidFieldsException naming the parameters that mean nothing
     */
    Start start() {
        QueryValues values = new QueryValues();
        values.oneOf(List.of("true", "false"), "follow", follow);
        int lines = values.whole("tail", tail, 0, MOST_LINES);
        int from = values.whole("offset", offset, 0, 0, Integer.MAX_VALUE);
        values.requireSound();
        if (tail != null && offset != null) {
            throw InvalidFieldsException.of("tail", "goes without offset: give one of the two");
        }
        return new Start(lines, from);
    }

    /**
     * @param lines how many of the last lines; 0 for all
     * @param offset bytes of the log that are not wanted
     */
    record Start(int lines, long offset) {}
}
