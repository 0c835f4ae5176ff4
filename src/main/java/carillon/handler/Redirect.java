package carillon.handler;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;

/**
 * Says what a redirect makes of a request. To the origin that the job names everything goes on; to any other, and to
 * whatever that redirects to, go neither the job's headers nor the payload nor a signature.
 */
final class Redirect {

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    /** They describe a body, or are made of it. */
    private static final Set<String> OF_THE_BODY = Set.of(
            "Content-Type",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Digest",
            "Content-Digest",
            Signer.HEADER);

    private final HttpMessage sent;
    private final int status;
    private final boolean trusted;

    /**
     * @param trusted true while no redirect has led away from the origin that the job names
     */
    Redirect(HttpMessage sent, int status, boolean trusted) {
        this.sent = sent;
        this.status = status;
        this.trusted = trusted;
    }

    static boolean is(int status) {
        return STATUSES.contains(status);
    }

    /**
     * @param location as the target gives it; null when it does not
     * @throws RefusedRedirectException when it cannot be followed
     */
    HttpMessage follow(String location) throws RefusedRedirectException {
        URI url = resolve(location);
        String method = method();
        boolean same = trusted && Origin.of(url).equals(Origin.of(sent.url()));
        byte[] body = method.equals(sent.method()) ? sent.body() : null;
        if (body != null && !same) {
            throw new RefusedRedirectException("to " + Origin.of(url)
                    + ", another origin, to which the payload is not sent on: call the final address");
        }
        return new HttpMessage(url, method, headers(same, body == null), body);
    }

    /** As browsers do it: what was written into a form becomes a reading of the page that thanks for it. */
    private String method() {
        boolean reads = sent.method().equals("GET") || sent.method().equals("HEAD");
        boolean toGet = status == 303 && !reads
                || (status == 301 || status == 302) && sent.method().equals("POST");
        return toGet ? "GET" : sent.method();
    }

    private HttpFields headers(boolean same, boolean bodiless) {
        if (!same) {
            return HttpFields.build().put("User-Agent", HttpRequests.USER_AGENT).asImmutable();
        }
        HttpFields.Mutable headers = HttpFields.build(sent.headers());
        if (bodiless && sent.body() != null) {
            OF_THE_BODY.forEach(headers::remove);
        }
        return headers.asImmutable();
    }

    private URI resolve(String location) throws RefusedRedirectException {
        if (location == null || location.isBlank()) {
            throw new RefusedRedirectException("without saying where to");
        }
        try {
            URI url = withoutFragment(sent.url().resolve(new URI(location.strip())));
            if (HttpSpecCheck.problemOf(url.toString()) == null) {
                return url;
            }
        } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
            // Answered below, as any address that a job must not name.
        }
        throw new RefusedRedirectException("to an address that cannot be called");
    }

    private static URI withoutFragment(URI url) {
        String text = url.toString();
        int fragment = text.indexOf('#');
        return fragment < 0 ? url : URI.create(text.substring(0, fragment));
    }

    /** Why a redirect is not followed. */
    static final class RefusedRedirectException extends Exception {

        RefusedRedirectException(String message) {
            super(message);
        }
    }
}
