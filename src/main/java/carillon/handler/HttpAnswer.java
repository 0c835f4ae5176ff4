package carillon.handler;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is kept of a target's answer; as JSON it is the result of the attempt. Public because JSON-B asks for it.
 *
 * @param headers few, by their names in lower case, cut to 1,000 characters
 * @param body the first 64 KiB as text
 * @param truncated true when the body went on, or broke off; else null
 */
public record HttpAnswer(int status, Map<String, String> headers, String body, Boolean truncated) {

    private static final List<String> KEPT = List.of(
            "content-type", "content-length", "carillon-async", "etag", "location", "retry-after", "x-request-id");

    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);
    private static final int LONGEST_HEADER = 1_000;

    static HttpAnswer of(HttpResponse.ResponseInfo head, byte[] body, boolean truncated) {
        Map<String, String> headers = headers(head.headers());
        String text = BodyText.of(body, headers.get("content-type"), truncated);
        return new HttpAnswer(head.statusCode(), headers, text, truncated ? true : null);
    }

    private static Map<String, String> headers(HttpHeaders all) {
        Map<String, String> kept = new TreeMap<>();
        for (String name : KEPT) {
            all.firstValue(name)
                    .map(value -> value.substring(0, Math.min(value.length(), LONGEST_HEADER)))
                    .ifPresent(value -> kept.put(name, value));
        }
        return kept;
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }

    /** The target goes on by itself, and calls back. */
    private boolean accepted() {
        return status == 202 && "true".equalsIgnoreCase(headers.get("carillon-async"));
    }

    /**
     * What the answer means for the run.
     *
     * @param call method and address, for people
     * @param clock what a date in {@code Retry-After} counts from
     */
    Outcome judge(String call, Clock clock) {
        if (accepted()) {
            return new Outcome.Accepted();
        }
        String result = StorableJson.write(this);
        if (successful()) {
            return new Outcome.Succeeded(result);
        }
        String error = call + " answered " + ReasonPhrase.of(status);
        if (status >= 500 || WORTH_ANOTHER_TRY.contains(status)) {
            Duration wait = RetryAfter.read(headers.get("retry-after"), clock.instant());
            return new Outcome.Failed(error, true, wait, result, FailureKind.ofStatus(status));
        }
        String advice = status >= 300 && status < 400 ? ": redirects are not followed, call the final address" : "";
        return new Outcome.Failed(error + advice, false, null, result, FailureKind.ofStatus(status));
    }
}
