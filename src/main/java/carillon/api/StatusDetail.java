package carillon.api;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;

/** What a bare status means to the caller of this contract. */
final class StatusDetail {

    private StatusDetail() {}

    static String of(WebApplicationException failure) {
        if (failure instanceof NotAllowedException) {
            return "This path takes " + failure.getResponse().getHeaderString(HttpHeaders.ALLOW) + ".";
        }
        return of(failure.getResponse().getStatus());
    }

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request is not well formed: look at its path, its query and its headers.";
            case 404 -> "No resource has this path. GET /openapi tells which paths there are.";
            case 405 -> "This path does not take this method. GET /openapi tells which it takes.";
            case 406 -> "Answers are application/json: send an Accept header that takes it, or none.";
            case 413 -> "The request is longer than the server takes.";
            case 415 -> "Send Content-Type: application/json, in UTF-8 and without Content-Encoding.";
            default -> "The request was not fulfilled.";
        };
    }
}
