package carillon.handler;

import carillon.platform.FieldError;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls an HTTP endpoint with the payload as body.
 *
 * @param url absolute, http or https, at most 2,000 characters
 * @param method GET, POST (default), PUT, PATCH, DELETE or HEAD
 * @param headers sent as they are, at most 50; empty by default
 * @param timeout for the whole call from its start to the last byte of the answer, 1 ms to 24 h, default 30 s
 * @param heartbeat how long a target that has taken an attempt over may be silent, 1 s to 30 days; null: up to the hard limit
 * @param redirects how many are followed at most, 0 (default) to 5
 */
public record HttpHandlerSpec(
        String url, String method, Map<String, String> headers, Duration timeout, Duration heartbeat, Integer redirects)
        implements HandlerSpec {

    public HttpHandlerSpec {
        method = method == null ? "POST" : method;
        // Not Map.copyOf: a null value is for check() to name, and the author's order is kept.
        headers = headers == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        timeout = timeout == null ? Duration.ofSeconds(30) : timeout;
        redirects = redirects == null ? 0 : redirects;
    }

    @Override
    public List<FieldError> check() {
        return new HttpSpecCheck(this).errors();
    }
}
