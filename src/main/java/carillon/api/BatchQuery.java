package carillon.api;

import carillon.platform.InvalidFieldsException;
import carillon.run.BatchFilter;
import carillon.run.BatchState;
import carillon.run.BatchView;
import jakarta.ws.rs.QueryParam;

/** The query of {@code GET /batches}. */
public class BatchQuery {

    @QueryParam("job")
    String job;

    @QueryParam("kind")
    String kind;

    @QueryParam("state")
    String state;

    @QueryParam("limit")
    String limit;

    @QueryParam("cursor")
    String cursor;

    /**
     * @throws InvalidFieldsException naming the parameters that mean nothing
     */
    BatchFilter filter(String tenant) {
        QueryValues values = new QueryValues();
        BatchFilter filter = new BatchFilter(
                tenant,
                values.id("job", job),
                values.oneOf(BatchView.KINDS, "kind", kind),
                values.oneOf(BatchState.class, "state", state),
                values.batch(cursor),
                values.limit(limit));
        values.requireSound();
        return filter;
    }
}
