package carillon.api;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;

/** The query of {@code GET /jobs/{id}/firings}. */
public class FiringsQuery {

    @QueryParam("count")
    String count;

    @QueryParam("from")
    String from;

    /** What the query means. */
    record Values(int count, Instant from) {}

    Values values() {
        QueryValues values = new QueryValues();
        Values read = new Values(
                values.whole("count", count, PreviewRequest.USUAL, PreviewRequest.MOST), values.instant("from", from));
        values.requireSound();
        return read;
    }
}
