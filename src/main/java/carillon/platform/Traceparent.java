package carillon.platform;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trace to which work belongs, in the words of W3C Trace Context; that of a request is known on its thread. */
public final class Traceparent {

    public static final String HEADER = "traceparent";

    private static final Pattern KNOWN =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private Traceparent() {}

    /** As version 00, which is all that is known here of later ones; null when it is none, or null. */
    public static String read(String header) {
        Matcher known = KNOWN.matcher(header == null ? "" : header.strip());
        return known.matches() ? "00-" + known.group(1) + "-" + known.group(2) + "-" + known.group(3) : null;
    }

    /** Of a run that no trace was given: always the same, sampled, and its trace id is the run's without hyphens. */
    public static String ofRun(UUID run) {
        String id = run.toString().replace("-", "");
        return "00-" + id + "-" + id.substring(16) + "-01";
    }

    /** Of the request that this thread serves; null when it came without one. */
    public static String current() {
        return CURRENT.get();
    }

    /**
     * The present thread serves such a request from now on.
     *
     * @param traceparent null: no request, or one without
     */
    public static void enter(String traceparent) {
        if (traceparent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(traceparent);
        }
    }
}
