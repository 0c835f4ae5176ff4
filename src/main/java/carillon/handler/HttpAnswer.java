package carillon.handler;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpFields;

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

    static HttpAnswer of(int status, HttpFields all, byte[] body, boolean truncated) {
        Map<String, String> headers = headers(all);
        String text = BodyText.of(body, headers.get("content-type"), truncated);
        return new HttpAnswer(status, headers, text, truncated ? true : null);
    }

    private static Map<String, String> headers(HttpFields all) {
        Map<String, String> kept = new TreeMap<>();
        for (String name : KEPT) {
            String value = all.get(name);
            if (value != null) {
                kept.put(name, value.substring(0, Math.min(value.length(), LONGEST_HEADER)));
            }
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
        String advice =
                Redirect.is(status) ? ": redirects are not followed, call the final address or set \"redirects\"" : "";
        return new Outcome.Failed(error + advice, false, null, result, FailureKind.ofStatus(status));
    }

    /**
     * @param why it is not followed
     */
    Outcome refusedRedirect(String call, String why) {
        return new Outcome.Failed(
                call + " answered " + ReasonPhrase.of(status) + ", " + why,
                false,
                null,
                StorableJson.write(this),
                FailureKind.ofStatus(status));
    }
}
