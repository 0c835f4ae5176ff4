package carillon.api;

import carillon.platform.InvalidFieldsException;
import carillon.run.RunFilter;
import carillon.run.RunState;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;

/** The query of {@code GET /runs}. */
public class RunQuery {

    @QueryParam("job")
    String job;

    @QueryParam("state")
    String state;

    @QueryParam("queue")
    String queue;

    @QueryParam("member")
    String member;

    @QueryParam("batch")
    String batch;

    @QueryParam("since")
    String since;

    @QueryParam("until")
    String until;

    @QueryParam("q")
    String text;

    @QueryParam("fingerprint")
    String fingerprint;

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
                values.oneOf(RunState.class, "state", state),
                queue,
                id(values.id("member", member)),
                values.id("batch", batch),
                values.instant("since", since),
                values.instant("until", until),
                text,
                fingerprint,
                values.afterId(cursor),
                values.limit(limit));
        values.requireSound();
        return filter;
    }

    private static String id(UUID member) {
        return member == null ? null : member.toString();
    }
}
