package carillon.handler;

import java.io.IOException;

/** The address of a target is not one that jobs may call. */
final class RefusedTargetException extends IOException {

    /**
     * @param host as the job or the redirect names it
     * @param kind of its address, such as {@code a private}
     */
    RefusedTargetException(String host, String kind) {
        super("refused: " + host + " has " + kind
                + " address, which jobs may call only where carillon.http.allow permits it");
    }
}
