package carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Listens to the events of a member, as a browser's EventSource does. */
final class Listening implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final InputStream stream;
    private volatile String lastId;
    private volatile boolean ended;

    private Listening(HttpResponse<InputStream> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        stream = response.body();
        Thread reader = new Thread(this::read, "listening");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Returns when it has begun.
     *
     * @param query with its question mark; empty for none
     * @param lastId null for from now on
     */
    static Listening to(URI member, String query, String lastId) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(member.resolve("/api/v1/events" + query)).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            Listening listening = new Listening(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
            listening.first(event -> event.name().equals("open"));
            return listening;
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for one of those. */
    Event first(Predicate<Event> which) {
        await().atMost(PATIENCE).until(() -> events.stream().anyMatch(which));
        return events.stream().filter(which).findFirst().orElseThrow();
    }

    /** Waits until the run is told to be so. */
    Event run(String run, String change) {
        return first(event -> event.is("run", run) && event.is("change", change));
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    List<Event> named(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    String lastId() {
        return lastId;
    }

    boolean ended() {
        return ended;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String name = null;
            String data = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && data != null) {
                    events.add(new Event(
                            lastId,
                            name,
                            JsonTree.parse(data, new FieldErrors()).asJsonObject()));
                    name = null;
                    data = null;
                }
            }
        } catch (IOException e) {
            // The other end, or this test, has closed it.
        }
        ended = true;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // It was closed already.
        }
    }

    /** One event, with the id that was last when it came. */
    record Event(String id, String name, JsonObject data) {

        boolean is(String field, String value) {
            return value.equals(data.getString(field, null));
        }
    }
}
