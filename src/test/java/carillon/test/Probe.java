package carillon.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a member whether it serves. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** In HTTP/2 the request after one that was given up may be lost: a member that is slow at first would look absent for long. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final URI ready;
    private final URI application;
    private volatile String lastAnswer = "it was never asked";

    Probe(URI member, String readyPath, String applicationPath) {
        this.ready = member.resolve(readyPath);
        this.application = member.resolve(applicationPath);
    }

    /**
     * True when the health check says so and the application is served. The health check alone would not do: between the
     * deployment of the RAR and that of the WAR the container says 200 with no check at all, and right after the second
     * one it still answers the application's requests with 503.
     */
    boolean isReady() {
        return get(ready).filter(response -> response.statusCode() == 200).isPresent()
                && get(application).filter(response -> !isErrorPage(response)).isPresent();
    }

    /** True when the container answers in the place of the application; false also when nobody answers in time. */
    boolean isApplicationAbsent() {
        return get(application).filter(Probe::isErrorPage).isPresent();
    }

    /** The application's own errors are JSON. */
    private static boolean isErrorPage(HttpResponse<String> response) {
        return response.statusCode() >= 400
                && response.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
    }

    private Optional<HttpResponse<String>> get(URI uri) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            lastAnswer = uri + " answered " + response.statusCode() + " " + response.body();
            return Optional.of(response);
        } catch (IOException e) {
            lastAnswer = uri + " did not answer (" + e.getMessage() + ")";
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while a member was starting", e);
        }
    }

    /** For messages: what was asked last and what came back. */
    String lastAnswer() {
        return lastAnswer;
    }
}
