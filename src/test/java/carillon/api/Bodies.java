package carillon.api;

import carillon.job.JobSpec;
import carillon.platform.FieldError;
import carillon.platform.InvalidFieldsException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies of requests as a client would send them, and the reader under test. */
final class Bodies {

    static final int LARGEST = 4_096;
    static final int LARGEST_BULK = 8_192;

    /** Every field that the contract names, in a form that holds. */
    static final String JOB =
            """
            {
              "name": "nightly-report",
              "queue": "default",
              "priority": 5,
              "handler": {"type": "http", "url": "https://example.org/hook", "method": "POST",
                          "headers": {"X-Team": "data"}, "timeout": "PT30S"},
              "payload": {"any": ["json", 1, 2.5, true, null, {"deep": "er"}]},
              "schedule": {"type": "cron", "expression": "0 30 2 * * *", "zone": "Asia/Kolkata",
                           "gap": "next-valid", "overlap": "first"},
              "start": "2026-12-01T00:00:00Z", "end": null, "maxRuns": 3, "jitter": "PT0S",
              "calendars": [],
              "misfire": {"grace": "PT60S", "policy": "coalesce", "limit": 100},
              "concurrency": {"maxRuns": 1, "policy": "skip", "key": null},
              "retry": {"maxAttempts": 5, "backoff": "PT1S", "multiplier": 2.0, "maxBackoff": "PT5M",
                        "jitter": 0.2, "onCrash": "retry"},
              "limits": {"soft": "PT25M", "hard": "PT30M"},
              "target": {"members": "any"},
              "retention": "P7D",
              "tags": ["report"]
            }""";

    private static final StrictJsonReader READER = new StrictJsonReader(LARGEST, LARGEST_BULK);

    private Bodies() {}

    /** A job that says only what it must, with more fields at its end. */
    static String job(String more) {
        return """
                {"name": "n", "handler": {"type": "http", "url": "https://example.org"}, "schedule": {"type": "now"}%s}"""
                .formatted(more.isEmpty() ? "" : ", " + more);
    }

    static JobSpec readJob(String text) {
        return (JobSpec) read(JobSpec.class, text);
    }

    static Record read(Class<? extends Record> type, String text) {
        return read(
                type,
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                MediaType.APPLICATION_JSON_TYPE,
                new MultivaluedHashMap<>());
    }

    @SuppressWarnings("unchecked")
    static Record read(
            Class<? extends Record> type, InputStream body, MediaType media, MultivaluedMap<String, String> headers) {
        try {
            return READER.readFrom((Class<Record>) type, type, new Annotation[0], media, headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a job that can be read or not; empty when all is well. */
    static List<FieldError> errors(String job) {
        try {
            readJob(job).requireValid();
            return List.of();
        } catch (InvalidFieldsException e) {
            return e.errors();
        }
    }
}
