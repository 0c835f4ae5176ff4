package carillon.handler;

import java.net.URI;
import org.eclipse.jetty.http.HttpFields;

/**
 * A request as it is sent.
 *
 * @param headers all but those that the client sets itself
 * @param body null for none
 */
record HttpMessage(URI url, String method, HttpFields headers, byte[] body) {

    /** Method and address without the query, which may hold secrets. */
    String line() {
        return method + " " + withoutQuery();
    }

    String withoutQuery() {
        String text = url.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
