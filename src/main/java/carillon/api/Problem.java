package carillon.api;

import carillon.platform.FieldError;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * Why a request was not fulfilled, as RFC 9457 has it.
 *
 * @param type a URI; {@code about:blank} when the status says it all
 * @param detail what happened this time, and what to do
 * @param errors the fields that do not hold; empty when it is not about fields
 */
record Problem(String type, String title, int status, String detail, List<FieldError> errors) {

    static final String MEDIA_TYPE = "application/problem+json";
    /** Messages may quote what was sent, which may be a megabyte. */
    private static final int LONGEST_MESSAGE = 500;

    private static final JsonProvider JSON = JsonProvider.provider();

    static Problem of(ProblemType type, String detail) {
        return of(type, detail, List.of());
    }

    static Problem of(ProblemType type, String detail, List<FieldError> errors) {
        return new Problem(type.uri(), type.title(), type.status(), detail, errors);
    }

    /** The problem that a bare status stands for. */
    static Problem ofStatus(int status, String detail) {
        return ProblemType.ofStatus(status)
                .map(type -> of(type, detail))
                .orElseGet(() -> new Problem("about:blank", reason(status), status, detail, List.of()));
    }

    private static String reason(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Status " + status : known.getReasonPhrase();
    }

    /**
     * @param instance path of the request
     * @param requestId as in {@code X-Request-Id}
     */
    String toJson(String instance, String requestId) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("type", type)
                .add("title", title)
                .add("status", status)
                .add("detail", detail)
                .add("instance", instance)
                .add("requestId", requestId);
        if (!errors.isEmpty()) {
            JsonArrayBuilder fields = JSON.createArrayBuilder();
            errors.forEach(error -> fields.add(
                    JSON.createObjectBuilder().add("field", error.field()).add("message", cut(error.message()))));
            json.add("errors", fields);
        }
        return json.build().toString();
    }

    private static String cut(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}
