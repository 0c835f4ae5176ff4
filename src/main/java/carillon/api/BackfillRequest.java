package carillon.api;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of {@code POST /jobs/{id}/backfill}.
 *
 * @param from the first instant at the earliest; 1970 or later
 * @param to instants lie before it; not in the future
 * @param limit at most so many instants, 1 to 10,000, default 1,000
 * @param dryRun true to tell what would be done, and do nothing; default false
 */
record BackfillRequest(Instant from, Instant to, Integer limit, Boolean dryRun) {

    BackfillRequest {
        limit = limit == null ? 1_000 : limit;
        dryRun = dryRun != null && dryRun;
        List<FieldError> errors = new ArrayList<>();
        require(errors, "from", from != null, "is required: the first instant at the earliest");
        require(errors, "to", to != null, "is required: the instants lie before it");
        require(errors, "from", from == null || !from.isBefore(Instant.EPOCH), "must lie in 1970 or later");
        require(errors, "to", from == null || to == null || from.isBefore(to), "must be after from");
        require(errors, "limit", limit >= 1 && limit <= 10_000, "is 1 to 10000");
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }

    private static void require(List<FieldError> errors, String field, boolean holds, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
    }
}
