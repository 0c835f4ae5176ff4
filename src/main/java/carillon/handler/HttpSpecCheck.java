package carillon.handler;

import carillon.platform.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Says what keeps the call that a job asks for from being sent; never repeats a value, which may be a secret. */
final class HttpSpecCheck {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    private static final int LONGEST_URL = 2_000;
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(24);

    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    private final HttpHandlerSpec spec;
    private final List<FieldError> errors = new ArrayList<>();

    HttpSpecCheck(HttpHandlerSpec spec) {
        this.spec = spec;
    }

    List<FieldError> errors() {
        checkUrl(spec.url());
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
        return List.copyOf(errors);
    }

    private void checkUrl(String url) {
        if (url == null || url.isBlank()) {
            refuse("url", "is required");
        } else if (url.length() > LONGEST_URL) {
            refuse("url", "takes at most 2,000 characters");
        } else if (!url.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            refuse("url", "takes visible ASCII characters only: percent-encode the others");
        } else {
            try {
                checkParts(new URI(url));
            } catch (URISyntaxException e) {
                refuse("url", "is not a URL: " + e.getReason() + " at character " + (e.getIndex() + 1));
            }
        }
    }

    private void checkParts(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            refuse("url", "must be absolute and start with http:// or https://");
        } else if (url.getRawUserInfo() != null
                || String.valueOf(url.getRawAuthority()).contains("@")) {
            refuse("url", "must not hold a user or password: send an Authorization header instead");
        } else if (url.getHost() == null) {
            refuse("url", "needs a host name of letters, digits, '-' and '.' (no '_'), or an address");
        } else if (url.getPort() == 0 || url.getPort() > 65_535) {
            refuse("url", "needs a port between 1 and 65535, or none");
        } else if (url.getRawFragment() != null) {
            refuse("url", "must not have a fragment ('#' and what follows): it is never sent");
        }
    }

    private void refuse(String field, String message) {
        errors.add(new FieldError(field, message));
    }
}
