package carillon.run;

import carillon.handler.FailureKind;
import carillon.platform.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Puts failures together that look like the same trouble: made of the handler, the kind of failure, the place in a bean, and
 * the error with everything taken out that differs from one run to the next.
 */
final class Fingerprint {

    /** Of runs whose member died under them twice: there is no error to tell them apart by. */
    static final String CRASHED = "crashed";

    private static final int BYTES = 8;
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'<>)]*");
    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"|(?<![\\p{L}\\d])'[^']*'(?![\\p{L}\\d])|`[^`]*`|“[^”]*”");
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern HEX = Pattern.compile("(?i)\\b0x[0-9a-f]+\\b|\\b(?=[a-f]*\\d)[0-9a-f]{6,}\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private Fingerprint() {}

    /**
     * 16 hexadecimal digits.
     *
     * @param handler the job's handler as JSON text
     */
    static String of(String handler, FailureKind kind, String error) {
        return digest(name(handler) + '\n' + kind.text() + '\n' + plain(error));
    }

    /** Its type, and whichever of its fields says what is called; an HTTP target stands in the error. */
    private static String name(String handler) {
        JsonObject spec = Json.value(handler).asJsonObject();
        JsonArray command = spec.getJsonArray("command");
        String program =
                command == null || command.isEmpty() ? "" : command.get(0).toString();
        return spec.getString("type", "") + ' ' + spec.getString("name", "") + program;
    }

    /** The error without queries, quoted texts, ids, hexadecimal and other numbers. */
    static String plain(String error) {
        String text = QUERY.matcher(error).replaceAll("?");
        text = QUOTED.matcher(text).replaceAll("'…'");
        text = UUID.matcher(text).replaceAll("#");
        text = HEX.matcher(text).replaceAll("#");
        return NUMBER.matcher(text).replaceAll("#");
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
