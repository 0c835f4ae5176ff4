package carillon.api;

import carillon.job.JobFilter;
import carillon.job.JobState;
import carillon.platform.InvalidFieldsException;
import jakarta.ws.rs.QueryParam;

/** The query of {@code GET /jobs}. */
public class JobQuery {

    @QueryParam("state")
    String state;

    @QueryParam("queue")
    String queue;

    @QueryParam("tag")
    String tag;

    @QueryParam("handler")
    String handler;

    @QueryParam("q")
    String text;

    @QueryParam("limit")
    String limit;

    @QueryParam("cursor")
    String cursor;

    /**
     * @throws InvalidFieldsException naming the parameters that mean nothing
     */
    JobFilter filter(String tenant) {
        QueryValues values = new QueryValues();
        JobFilter filter = new JobFilter(
                tenant,
                values.oneOf(JobState.class, "state", state),
                queue,
                tag,
                handler,
                text,
                values.afterId(cursor),
                values.limit(limit));
        values.requireSound();
        return filter;
    }
}
