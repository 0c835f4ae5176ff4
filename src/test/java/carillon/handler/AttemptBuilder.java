package carillon.handler;

import carillon.platform.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An attempt with everything filled in that a test does not care about. */
final class AttemptBuilder {

    static final UUID RUN = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    static final UUID JOB = UUID.fromString("01890a5d-0000-7000-8000-000000000001");
    static final Instant SCHEDULED_AT = Instant.parse("2026-12-01T02:30:00Z");

    private UUID run = RUN;
    private HandlerSpec handler = new BeanHandlerSpec("no-op");
    private String payload;
    private String token;
    private String traceparent;
    private int number = 1;
    private Duration softLimit = Duration.ofMinutes(25);
    private Duration hardLimit = Duration.ofMinutes(30);

    static AttemptBuilder attempt() {
        return new AttemptBuilder();
    }

    AttemptBuilder of(HandlerSpec handler) {
        this.handler = handler;
        return this;
    }

    AttemptBuilder payload(String json) {
        this.payload = json;
        return this;
    }

    AttemptBuilder token(String token) {
        this.token = token;
        return this;
    }

    AttemptBuilder traceparent(String traceparent) {
        this.traceparent = traceparent;
        return this;
    }

    AttemptBuilder run(UUID run) {
        this.run = run;
        return this;
    }

    AttemptBuilder number(int number) {
        this.number = number;
        return this;
    }

    AttemptBuilder softLimit(Duration limit) {
        this.softLimit = limit;
        return this;
    }

    AttemptBuilder hardLimit(Duration limit) {
        this.hardLimit = limit;
        return this;
    }

    Attempt build() {
        return new Attempt(
                run,
                JOB,
                "nightly-report",
                "default",
                number,
                SCHEDULED_AT,
                handler,
                payload,
                token,
                traceparent,
                softLimit,
                hardLimit);
    }

    /** The specification of an HTTP handler, to be varied the same way. */
    static final class Http {

        private final String url;
        private String method;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Duration timeout;
        private Integer redirects;
        private String body;

        private Http(String url) {
            this.url = url;
        }

        static Http to(String url) {
            return new Http(url);
        }

        Http method(String method) {
            this.method = method;
            return this;
        }

        Http header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Http timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        Http body(String json) {
            this.body = json;
            return this;
        }

        Http redirects(int most) {
            this.redirects = most;
            return this;
        }

        HttpHandlerSpec build() {
            return new HttpHandlerSpec(url, method, headers, timeout, null, redirects, Json.value(body));
        }
    }
}
