package carillon.api;

import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import carillon.run.RunActionFilter;
import carillon.run.RunActionKind;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Body of {@code POST /runs/actions}.
 *
 * @param filter which runs; at least one criterion
 * @param reason why, for a cancel, at most 500 characters; null for none
 * @param payload for a retry, any JSON in place of the one that the runs had; null for the same
 * @param dryRun true to count the runs, and do nothing; default false
 */
record RunActionRequest(
        RunActionFilter filter, RunActionKind action, String reason, JsonValue payload, Boolean dryRun) {

    private static final int LONGEST_REASON = 500;

    RunActionRequest {
        dryRun = dryRun != null && dryRun;
        List<FieldError> errors = new ArrayList<>();
        require(errors, "action", action != null, "is required: retry, cancel or delete");
        require(
                errors,
                "filter",
                filter != null && !filter.matchesAll(),
                "names at least one of job, state, queue, member, batch, since, until, q, fingerprint");
        require(errors, "reason", reason == null || reason.length() <= LONGEST_REASON, "takes at most 500 characters");
        require(
                errors,
                "payload",
                payload == null || payload == JsonValue.NULL || action == RunActionKind.retry,
                "is for a retry alone");
        if (action != null && filter != null && filter.state() != null) {
            require(
                    errors,
                    "filter.state",
                    action.states().contains(filter.state()),
                    "for " + action + " is one of "
                            + action.states().stream().map(Enum::name).sorted().collect(Collectors.joining(", ")));
        }
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
