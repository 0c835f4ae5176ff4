package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.ws.rs.QueryParam;

/** The query of {@code GET /ledger/verify}. */
public class VerifyQuery {

    @QueryParam("job")
    String job;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    @QueryParam("cursor")
    String cursor;

    /**
     * @throws InvalidFieldsException naming the parameters that are missing or mean nothing
     */
    LedgerQuery.Asked asked() {
        LedgerQuery query = new LedgerQuery();
        query.job = job;
        query.from = from;
        query.to = to;
        query.cursor = cursor;
        return query.asked();
    }
}
