package carillon.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of problems that the contract names, each with its status and a title that never changes. */
enum ProblemType {
    MALFORMED_BODY(400, "The body cannot be read"),
    BAD_REQUEST(400, "The request cannot be read"),
    WRONG_TOKEN(403, "The token is of no attempt of this run"),
    NOT_FOUND(404, "There is nothing here"),
    UNKNOWN_JOB(404, "There is no such job"),
    UNKNOWN_RUN(404, "There is no such run"),
    UNKNOWN_BATCH(404, "There is no such batch"),
    UNKNOWN_ACTION(404, "There is no such action"),
    UNKNOWN_QUEUE(404, "There is no such queue"),
    UNKNOWN_MEMBER(404, "There is no such member"),
    UNKNOWN_CALENDAR(404, "There is no such calendar"),
    UNKNOWN_BLACKOUT(404, "There is no such blackout"),
    METHOD_NOT_ALLOWED(405, "The method is not offered here"),
    NOT_ACCEPTABLE(406, "Only JSON is offered"),
    DUPLICATE_JOB(409, "A job of that name is there already"),
    RUN_STATE(409, "The run's state does not allow it"),
    ATTEMPT_OVER(409, "The attempt is over"),
    JOB_SPENT(409, "The job's only instant has come"),
    IDEMPOTENCY_KEY_TAKEN(409, "The Idempotency-Key belongs to another request"),
    CONFLICT(409, "Somebody else changed it first"),
    STALE_VERSION(412, "Somebody else changed it first"),
    CALENDAR_IN_USE(409, "Jobs use the calendar"),
    MISSING_ROLE(409, "The member has no such role"),
    BODY_TOO_LARGE(413, "The body is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
    INVALID_FIELDS(422, "Fields do not hold"),
    TOO_MANY_REQUESTS(429, "Too many requests at once"),
    TOO_MANY_LISTENERS(429, "This member has as many listeners as it takes"),
    BACKLOG_FULL(429, "As much waits as may"),
    DATABASE_BUSY(429, "The database is behind"),
    INTERNAL_ERROR(500, "Carillon could not answer"),
    DATABASE_UNAVAILABLE(503, "The database does not answer"),
    MEMBER_STOPPING(503, "The member stops"),
    MEMBER_UNREACHABLE(503, "The member does not answer"),
    NO_API(503, "This member does not serve the API");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** What callers tell problems apart by; never changes. */
    String uri() {
        return "urn:carillon:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind that says no more than the status; empty when no kind has that status. */
    static Optional<ProblemType> ofStatus(int status) {
        if (status == BAD_REQUEST.status) {
            return Optional.of(BAD_REQUEST);
        }
        return Arrays.stream(values()).filter(type -> type.status == status).findFirst();
    }
}
