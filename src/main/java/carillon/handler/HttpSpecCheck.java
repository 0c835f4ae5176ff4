package carillon.handler;

import carillon.platform.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what keeps the call that a job asks for from being sent; never repeats a value, which may be a secret. */
final class HttpSpecCheck {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z]+://[^/?#]+[/?].*");
    private static final int LONGEST_URL = 2_000;
    private static final int MOST_REDIRECTS = 5;
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);

    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    private final HttpHandlerSpec spec;
    private final List<FieldError> errors = new ArrayList<>();

    HttpSpecCheck(HttpHandlerSpec spec) {
        this.spec = spec;
    }

    List<FieldError> errors() {
        String problem =
                spec.url() != null && Template.is(spec.url()) ? problemOfTemplate(spec.url()) : problemOf(spec.url());
        if (problem != null) {
            refuse("url", problem);
        }
        String unfillable = spec.body() == null ? null : BodyTemplateCheck.problemOf(spec.body());
        if (unfillable != null) {
            refuse("body", unfillable);
        }
        if (!METHODS.contains(spec.method())) {
            refuse("method", "is one of GET, POST, PUT, PATCH, DELETE and HEAD, in capitals");
        }
        errors.addAll(new HeadersCheck(spec.headers()).errors());
        Duration timeout = spec.timeout();
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            refuse("timeout", "is PT0.001S to PT24H");
        }
        Duration heartbeat = spec.heartbeat();
        if (heartbeat != null
                && (heartbeat.compareTo(Duration.ofSeconds(1)) < 0 || heartbeat.compareTo(LONGEST_SILENCE) > 0)) {
            refuse("heartbeat", "is PT1S to P30D, or null for the hard limit alone");
        }
        if (spec.redirects() < 0 || spec.redirects() > MOST_REDIRECTS) {
            refuse("redirects", "is 0 to " + MOST_REDIRECTS);
        }
        return List.copyOf(errors);
    }

    /** The host is the author's alone to name: the job's headers go to it. */
    private static String problemOfTemplate(String url) {
        if (!AUTHORITY.matcher(url.substring(0, url.indexOf("{{"))).matches()) {
            return "takes {{…}} in its path and query only";
        }
        String problem = BodyTemplateCheck.ofText(url);
        try {
            return problem == null ? problemOf(Template.of(url).fill(name -> "x")) : problem;
        } catch (UnfillableTemplateException e) {
            throw new IllegalStateException("An x fits everywhere", e);
        }
    }

    /** Why a URL cannot be called; null when it can. */
    static String problemOf(String url) {
        if (url == null || url.isBlank()) {
            return "is required";
        }
        if (url.length() > LONGEST_URL) {
            return "takes at most 2,000 characters";
        }
        if (!url.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return "takes visible ASCII characters only: percent-encode the others";
        }
        try {
            return problemOf(new URI(url));
        } catch (URISyntaxException e) {
            return "is not a URL: " + e.getReason() + " at character " + (e.getIndex() + 1);
        }
    }

    private static String problemOf(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "must be absolute and start with http:// or https://";
        }
        if (url.getRawUserInfo() != null
                || String.valueOf(url.getRawAuthority()).contains("@")) {
            return "must not hold a user or password: send an Authorization header instead";
        }
        if (url.getHost() == null) {
            return "needs a host name of letters, digits, '-' and '.' (no '_'), or an address";
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            return "needs a port between 1 and 65535, or none";
        }
        return url.getRawFragment() == null
                ? null
                : "must not have a fragment ('#' and what follows): it is never sent";
    }

    private void refuse(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
