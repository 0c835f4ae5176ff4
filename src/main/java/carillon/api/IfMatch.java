package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a request wants to change, by its header {@code If-Match}. */
final class IfMatch {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    /** Nothing has it. */
    private static final long NONE = -1;

    private IfMatch() {}

    /**
     * Empty when the request takes whichever version there is: without the header, or with {@code *}.
     *
     * @throws InvalidFieldsException when the header is no ETag
     */
    static OptionalLong version(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.IF_MATCH);
        if (header == null || header.strip().equals("*")) {
            return OptionalLong.empty();
        }
        Matcher tag = TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw InvalidFieldsException.of(
                    HttpHeaders.IF_MATCH, "takes one ETag as an answer gave it, in quotes, or *");
        }
        boolean ours = tag.group(1) == null && tag.group(2).matches("[0-9]{1,18}");
        return OptionalLong.of(ours ? Long.parseLong(tag.group(2)) : NONE);
    }
}
