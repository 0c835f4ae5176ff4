package carillon.api;

import carillon.platform.InvalidFieldsException;
import carillon.run.RunFilter;
import jakarta.ws.rs.QueryParam;

/** The query of {@code GET /runs/failures}. */
public class FailuresQuery {

    @QueryParam("job")
    String job;

    @QueryParam("queue")
    String queue;

    @QueryParam("since")
    String since;

    @QueryParam("until")
    String until;

    @QueryParam("limit")
    String limit;

    @QueryParam("cursor")
    String cursor;

    /**
     * @throws InvalidFieldsException naming the parameters that mean nothing
     */
    RunFilter filter(String tenant) {
        QueryValues values = new QueryValues();
        RunFilter filter = new RunFilter(
                tenant,
                values.id("job", job),
                null,
                queue,
                null,
                null,
                values.instant("since", since),
                values.instant("until", until),
                null,
                null,
                values.afterId(cursor),
                values.limit(limit));
        values.requireSound();
        return filter;
    }
}
