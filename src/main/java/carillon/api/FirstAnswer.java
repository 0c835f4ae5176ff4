package carillon.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * What a request that creates something was answered.
 *
 * @param location relative to the API's base; null for none
 * @param etag in quotes; null for none
 * @param body JSON text
 */
record FirstAnswer(int status, String location, String etag, String body) {

    /** Takes what the response is going to say. */
    static FirstAnswer of(Response response) {
        return new FirstAnswer(
                response.getStatus(),
                text(response, HttpHeaders.LOCATION),
                text(response, HttpHeaders.ETAG),
                JsonbSettings.write(response.getEntity()));
    }

    private static String text(Response response, String header) {
        return response.getMetadata().getFirst(header) == null ? null : response.getHeaderString(header);
    }

    Response response() {
        Response.ResponseBuilder response =
                Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
        if (location != null) {
            response.location(URI.create(location));
        }
        return response.header(HttpHeaders.ETAG, etag).build();
    }
}
