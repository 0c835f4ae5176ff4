package carillon.handler;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a body as text, whatever it is: bytes that do not fit the charset become U+FFFD. */
final class BodyText {

    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\\s\";]+)");

    private BodyText() {}

    /**
     * @param contentType names the charset; UTF-8 when it does not, or is null
     * @param truncated true leaves out the beginning of a character whose end was cut off
     */
    static String of(byte[] body, String contentType, boolean truncated) {
        Charset charset = charset(contentType);
        CharBuffer text = CharBuffer.allocate(
                (int) (body.length * (double) charset.newDecoder().maxCharsPerByte()) + 1);
        charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(body), text, !truncated);
        return text.flip().toString();
    }

    private static Charset charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType == null ? "" : contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
