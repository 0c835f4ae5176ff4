package carillon.handler;

import carillon.platform.Version;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/** Writes the request of an attempt: what the job asks for, and what lets the target recognise the run. */
final class HttpRequests {

    private static final String USER_AGENT = "Carillon/" + Version.CURRENT;

    private HttpRequests() {}

    /**
     * @throws IllegalArgumentException when the client refuses the URL, the method or a header
     */
    static HttpRequest of(HttpHandlerSpec spec, Attempt attempt, Signer signer) {
        URI url = URI.create(spec.url());
        String run = attempt.run().toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .version(versionFor(url))
                .method(spec.method(), body(attempt.payload()))
                .setHeader("User-Agent", USER_AGENT);
        if (attempt.payload() != null) {
            request.setHeader("Content-Type", "application/json");
        }
        if (attempt.traceparent() != null) {
            request.setHeader("traceparent", attempt.traceparent());
        }
        spec.headers().forEach(request::setHeader);
        signer.sign(request, attempt);
        if (attempt.token() != null) {
            request.setHeader("Carillon-Token", attempt.token());
        }
        return request.setHeader("Idempotency-Key", run)
                .setHeader("Carillon-Run", run)
                .setHeader("Carillon-Job", attempt.job().toString())
                .setHeader("Carillon-Attempt", String.valueOf(attempt.number()))
                .setHeader("Carillon-Scheduled-At", attempt.scheduledAt().toString())
                .build();
    }

    /** HTTP/2 where TLS negotiates it; over plain text the client would ask each new connection to upgrade. */
    private static HttpClient.Version versionFor(URI url) {
        return url.getScheme().equalsIgnoreCase("https") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
    }

    private static BodyPublisher body(String payload) {
        return payload == null ? BodyPublishers.noBody() : BodyPublishers.ofString(payload);
    }
}
