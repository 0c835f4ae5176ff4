package carillon.handler;

import carillon.platform.Version;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/** Writes the request of an attempt: what the job asks for, and what lets the target recognise the run. */
final class HttpRequests {

    static final String USER_AGENT = "Carillon/" + Version.CURRENT;

    private HttpRequests() {}

    /**
     * @throws UnfillableTemplateException when the job asks for a value that the run has not
     * @throws IllegalArgumentException when the job's URL is none
     */
    static HttpMessage of(HttpHandlerSpec spec, Attempt attempt, Signer signer) throws UnfillableTemplateException {
        FilledRequest filled = new FilledRequest(spec, attempt);
        byte[] body = filled.body();
        return new HttpMessage(filled.url(), spec.method(), headers(filled.headers(), attempt, body, signer), body);
    }

    private static HttpFields headers(Map<String, String> own, Attempt attempt, byte[] body, Signer signer) {
        String run = attempt.run().toString();
        HttpFields.Mutable headers = HttpFields.build().put("User-Agent", USER_AGENT);
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        if (attempt.traceparent() != null) {
            headers.put("traceparent", attempt.traceparent());
        }
        own.forEach(headers::put);
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
