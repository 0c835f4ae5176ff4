package carillon.handler;

import carillon.platform.Version;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;

/** Writes the request of an attempt: what the job asks for, and what lets the target recognise the run. */
final class HttpRequests {

    static final String USER_AGENT = "Carillon/" + Version.CURRENT;

    private HttpRequests() {}

    static HttpMessage of(HttpHandlerSpec spec, Attempt attempt, Signer signer) {
        byte[] body = attempt.payload() == null ? null : attempt.payload().getBytes(StandardCharsets.UTF_8);
        return new HttpMessage(URI.create(spec.url()), spec.method(), headers(spec, attempt, body, signer), body);
    }

    private static HttpFields headers(HttpHandlerSpec spec, Attempt attempt, byte[] body, Signer signer) {
        String run = attempt.run().toString();
        HttpFields.Mutable headers = HttpFields.build().put("User-Agent", USER_AGENT);
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        if (attempt.traceparent() != null) {
            headers.put("traceparent", attempt.traceparent());
        }
        spec.headers().forEach(headers::put);
        for (String signature : signer.signatures(attempt, body)) {
            headers.add(Signer.HEADER, signature);
        }
        if (attempt.token() != null) {
            headers.put("Carillon-Token", attempt.token());
        }
        return headers.put("Idempotency-Key", run)
                .put("Carillon-Run", run)
                .put("Carillon-Job", attempt.job().toString())
                .put("Carillon-Attempt", String.valueOf(attempt.number()))
                .put("Carillon-Scheduled-At", attempt.scheduledAt().toString())
                .asImmutable();
    }
}
