package carillon.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a member whether it serves. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private final URI ready;
    private final URI root;
    private volatile String lastAnswer = "nothing";

    Probe(URI member, String readyPath) {
        this.ready = member.resolve(readyPath);
        this.root = member;
    }

    /**
     * True when the health check says so and the application is served. The container answers health checks a moment
     * before it lets requests through to the application: until then they get 503.
     */
    boolean isReady() {
        return get(ready) == 200 && get(root) != 503;
    }

    private int get(URI uri) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            lastAnswer = response.statusCode() + " " + response.body();
            return response.statusCode();
        } catch (IOException e) {
            lastAnswer = "nothing (" + e.getMessage() + ")";
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while a member was starting", e);
        }
    }

    /** For messages: status and body of the last answer. */
    String lastAnswer() {
        return lastAnswer;
    }
}
