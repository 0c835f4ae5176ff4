package carillon.api;

import carillon.platform.InvalidFieldsException;
import carillon.platform.Tenant;
import carillon.run.LedgerPosition;
import carillon.run.LedgerRange;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.UUID;

/** The query of {@code GET /ledger}. */
public class LedgerQuery {

    @QueryParam("job")
    String job;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    @QueryParam("limit")
    String limit;

    @QueryParam("cursor")
    String cursor;

    /** What is asked for, how far the reader has come (null for the beginning), and the size of a page. */
    record Asked(LedgerRange range, LedgerPosition after, int limit) {}

    /**
     * @throws InvalidFieldsException naming the parameters that are missing or mean nothing
     */
    Asked asked() {
        QueryValues values = new QueryValues();
        UUID only = values.id("job", job);
        Instant first = values.required("from", values.instant("from", from));
        Instant end = values.required("to", values.instant("to", to));
        values.range(first, end);
        LedgerPosition after = values.position(cursor);
        int most = values.limit(limit);
        values.requireSound();
        return new Asked(new LedgerRange(Tenant.DEFAULT, only, first, end), after, most);
    }
}
