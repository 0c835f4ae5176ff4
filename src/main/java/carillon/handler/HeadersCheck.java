package carillon.handler;

import carillon.platform.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Says which headers of an HTTP handler cannot be sent as they are, or are not the job's to set. */
final class HeadersCheck {

    /** The rule for a field name in RFC 9110. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    /** They frame the message or steer the connection, which is the client's own affair. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final int MOST_HEADERS = 50;
    private static final int LONGEST_VALUE = 4_000;
    private static final int LONGEST_TOGETHER = 16_000;

    private final Map<String, String> headers;
    private final Set<String> seen = new HashSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    HeadersCheck(Map<String, String> headers) {
        this.headers = headers;
    }

    List<FieldError> errors() {
        if (headers.size() > MOST_HEADERS) {
            refuse("headers", "takes at most " + MOST_HEADERS + " headers");
            return errors;
        }
        headers.forEach(this::check);
        if (errors.isEmpty() && together() > LONGEST_TOGETHER) {
            refuse("headers", "takes at most 16,000 characters in all names and values together");
        }
        return errors;
    }

    private void check(String name, String value) {
        if (name == null || !TOKEN.matcher(name).matches()) {
            refuse("headers", "has a name that is not 1 to 100 letters, digits or any of !#$%&'*+.^_`|~-");
            return;
        }
        String field = "headers." + name;
        String lower = name.toLowerCase(Locale.ROOT);
        if (!seen.add(lower)) {
            refuse(field, "is there twice: the case of letters does not tell headers apart");
        } else if (lower.startsWith("carillon-") || lower.equals("idempotency-key")) {
            refuse(field, "is set by Carillon on each call");
        } else if (OF_THE_CONNECTION.contains(lower)) {
            refuse(field, "is set by the HTTP client on each call");
        } else {
            checkValue(field, value);
        }
    }

    private void checkValue(String field, String value) {
        String problem = value == null ? "needs a value" : problemOf(value);
        if (problem == null) {
            problem = BodyTemplateCheck.ofText(value);
        }
        if (problem != null) {
            refuse(field, problem);
        }
    }

    /** Why a value would not arrive as it is; null when it would. */
    static String problemOf(String value) {
        if (value.length() > LONGEST_VALUE) {
            return "takes at most 4,000 characters";
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\t')) {
            return "takes ASCII characters only, and no line breaks";
        }
        return value.equals(value.strip()) ? null : "must not begin or end with a blank";
    }

    private int together() {
        return headers.entrySet().stream()
                .mapToInt(header -> header.getKey().length() + header.getValue().length())
                .sum();
    }

    private void refuse(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
