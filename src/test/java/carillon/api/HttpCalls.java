package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Calls the HTTP contract of one member, and holds every answer to what all answers have in common. */
final class HttpCalls {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI member;

    HttpCalls(URI member) {
        this.member = member;
    }

    /** One answer; {@code json} is null when it has no body. */
    record Answer(HttpResponse<String> response, JsonObject json) {

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        List<String> fields() {
            return json.getJsonArray("errors").getValuesAs(JsonObject.class).stream()
                    .map(error -> error.getString("field"))
                    .toList();
        }

        /** Holds the answer to a kind of problem. */
        Answer isProblem(ProblemType type) {
            assertThat(json.getString("type")).as("%s", json).isEqualTo(type.uri());
            assertThat(status()).isEqualTo(type.status());
            return this;
        }
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer post(String path) {
        return send("POST", path, BodyPublishers.noBody());
    }

    Answer post(String path, String body) {
        return send("POST", path, BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    Answer put(String path, String body) {
        return send("PUT", path, BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    /**
     * @param path below {@code /api/v1}, or from the root when it starts with {@code //}
     */
    Answer send(String method, String path, BodyPublisher body, String... headers) {
        URI uri = member.resolve(path.startsWith("//") ? path.substring(1) : "/api/v1" + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return checked(response(request.build()));
    }

    /** An answer that may go on for long, and is no JSON. */
    CompletableFuture<HttpResponse<String>> stream(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(member.resolve("/api/v1" + path)).build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /** What {@code /openapi} serves, which is the container's own answer. */
    JsonObject contract() {
        HttpRequest request = HttpRequest.newBuilder(member.resolve("/openapi"))
                .header("Accept", "application/json")
                .build();
        return JsonTree.parse(response(request).body(), new FieldErrors()).asJsonObject();
    }

    private HttpResponse<String> response(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Answer checked(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("X-Request-Id"))
                .as("%s", response)
                .isPresent();
        if (response.body().isEmpty()) {
            assertThat(response.statusCode()).as("%s", response).isEqualTo(204);
            return new Answer(response, null);
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean problem = response.statusCode() >= 400;
        assertThat(type)
                .as("%s %s", response, response.body())
                .isEqualTo(problem ? "application/problem+json" : "application/json");
        Answer answer = new Answer(
                response, JsonTree.parse(response.body(), new FieldErrors()).asJsonObject());
        if (problem) {
            assertThat(answer.json().getInt("status")).isEqualTo(response.statusCode());
            assertThat(answer.json().getString("instance"))
                    .isEqualTo(response.uri().getRawPath());
            assertThat(answer.json().getString("requestId")).isEqualTo(answer.header("X-Request-Id"));
            assertThat(response.body()).doesNotContain("Exception");
        }
        return answer;
    }
}
