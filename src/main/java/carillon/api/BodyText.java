package carillon.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The body of a request as text: at most so long, JSON by its own account, and UTF-8. */
final class BodyText {

    /** A definition's changes, as RFC 7396 has it. */
    static final String MERGE_PATCH = "application/merge-patch+json";

    private static final MediaType MERGE_PATCH_TYPE = MediaType.valueOf(MERGE_PATCH);
    private static final String ATTRIBUTE = "carillon.body";

    private BodyText() {}

    /** Keeps the text for whoever tells requests apart by it. */
    static void keep(HttpServletRequest request, String text) {
        request.setAttribute(ATTRIBUTE, text);
    }

    /** The kept text; empty when there was no body. */
    static String of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String text ? text : "";
    }

    /**
     * @param type null when the request names none
     * @param largest in bytes; no more than that is kept in memory
     * @return blank when there is no body
     * @throws OversizedBodyException when it is longer, before any of it is read if it says so itself
     * @throws NotSupportedException when there is a body that is not JSON
     * @throws MalformedBodyException when it is not UTF-8
     */
    static String read(InputStream body, MediaType type, MultivaluedMap<String, String> headers, int largest)
            throws IOException {
        if (announcedLength(headers) > largest) {
            throw new OversizedBodyException(largest);
        }
        byte[] bytes = body.readNBytes(largest + 1);
        if (bytes.length > largest) {
            throw new OversizedBodyException(largest);
        }
        if (bytes.length > 0) {
            requireJson(type, headers);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedBodyException("The body is not UTF-8. Send JSON in UTF-8.");
        }
    }

    private static long announcedLength(MultivaluedMap<String, String> headers) {
        String length = headers.getFirst(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void requireJson(MediaType type, MultivaluedMap<String, String> headers) {
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
        boolean json = type != null
                && !type.isWildcardSubtype()
                && (MediaType.APPLICATION_JSON_TYPE.isCompatible(type) || MERGE_PATCH_TYPE.isCompatible(type));
        String charset = json ? type.getParameters().getOrDefault(MediaType.CHARSET_PARAMETER, "utf-8") : "";
        if (!plain || !charset.equalsIgnoreCase("utf-8")) {
            throw new NotSupportedException();
        }
    }
}
