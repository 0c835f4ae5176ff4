package carillon.scenario;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One member's HTTP interface. Safe for use by several threads. */
final class Api {

    /** Longer than the longest a member waits for its database. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static final Duration SLOW = Duration.ofSeconds(20);

    private static volatile Consumer<HttpRequest> slow = request -> {};

    private final URI member;
    private final Duration patience;

    Api(URI member) {
        this(member, PATIENCE);
    }

    /** Of a caller who waits so long for an answer. */
    Api(URI member, Duration patience) {
        this.member = member;
        this.patience = patience;
    }

    /** @throws IOException when no answer came: what was asked may or may not have been done */
    Answer post(String path, String json) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** @throws IOException as above */
    Answer put(String path, String json) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** @throws IOException when no answer came */
    Answer get(String path) throws IOException {
        return send(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(member.resolve(path)).timeout(patience);
    }

    /** Gets each request that has no answer after a time in which a member on a busy machine should have given one. */
    static void whenSlow(Consumer<HttpRequest> listener) {
        slow = listener;
    }

    private static Answer send(HttpRequest request) throws IOException {
        CompletableFuture<?> watch = CompletableFuture.runAsync(
                () -> slow.accept(request), CompletableFuture.delayedExecutor(SLOW.toSeconds(), TimeUnit.SECONDS));
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            watch.cancel(false);
        }
    }

    /** What a member answered. */
    record Answer(int status, String body) {

        boolean ok() {
            return status / 100 == 2;
        }

        JsonObject json() {
            try (JsonReader reader = Json.createReader(new StringReader(body))) {
                return reader.readObject();
            }
        }

        /** @throws IllegalStateException when it is no 2xx */
        Answer required() {
            if (!ok()) {
                throw new IllegalStateException(status + " " + body);
            }
            return this;
        }
    }
}
