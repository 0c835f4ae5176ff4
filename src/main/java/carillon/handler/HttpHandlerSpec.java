package carillon.handler;

import carillon.platform.FieldError;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls an HTTP endpoint with the payload as body.
 *
 * @param url absolute, http or https, at most 2,000 characters; may have templates in path and query
 * @param method GET, POST (default), PUT, PATCH, DELETE or HEAD
 * @param headers at most 50; may have templates in their values; empty by default
 * @param timeout for the whole call from its start to the last byte of the answer, 1 ms to 24 h, default 30 s
 * @param heartbeat how long a target that has taken an attempt over may be silent, 1 s to 30 days; null: up to the hard limit
 * @param redirects how many are followed at most, 0 (default) to 5
 * @param body JSON to send in the place of the payload, with templates in its texts; null for the payload
 */
public record HttpHandlerSpec(
        String url,
        String method,
        Map<String, String> headers,
        Duration timeout,
        Duration heartbeat,
        Integer redirects,
        JsonValue body)
        implements HandlerSpec {

    public HttpHandlerSpec {
        method = method == null ? "POST" : method;
        // Not Map.copyOf: a null value is for check() to name, and the author's order is kept.
        headers = headers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        timeout = timeout == null ? Duration.ofSeconds(30) : timeout;
        redirects = redirects == null ? 0 : redirects;
        body = body == JsonValue.NULL ? null : body;
    }

    @Override
    public List<FieldError> check() {
        return new HttpSpecCheck(this).errors();
    }
}
