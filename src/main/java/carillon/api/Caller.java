package carillon.api;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;

/** Who sent a request. */
final class Caller {

    private static final String UNKNOWN = "anonymous";

    private Caller() {}

    /** The name of the request's principal; {@code anonymous} while callers are not asked who they are. */
    static String of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? UNKNOWN : principal.getName();
    }
}
