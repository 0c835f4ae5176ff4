package carillon.handler;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests, so that a target can tell that they come from this Carillon, belong to that attempt, and are not old: with
 * HMAC-SHA256 (RFC 2104), once by each key that is live. A target that knows one of them is served while keys change.
 */
final class Signer {

    static final String HEADER = "Carillon-Signature";
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] NOTHING = {};

    private final Map<String, String> keys;
    private final Clock clock;

    /**
     * @param keys secrets by their ids; empty: nothing is signed
     */
    Signer(Map<String, String> keys, Clock clock) {
        this.keys = Map.copyOf(keys);
        this.clock = clock;
    }

    /**
     * Values of the header, one for each key.
     *
     * @param body as it is sent; null for none
     */
    List<String> signatures(Attempt attempt, byte[] body) {
        long at = clock.instant().getEpochSecond();
        byte[] head = (at + "." + attempt.run() + "." + attempt.number() + ".").getBytes(StandardCharsets.UTF_8);
        return keys.entrySet().stream()
                .map(key -> "t=" + at + ",kid=" + key.getKey() + ",v1="
                        + HexFormat.of().formatHex(hmac(key.getValue(), head, body == null ? NOTHING : body)))
                .toList();
    }

    private static byte[] hmac(String secret, byte[] head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(head);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
