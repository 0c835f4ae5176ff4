package carillon.handler;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
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

    private final Map<String, String> keys;
    private final Clock clock;

    /**
     * @param keys secrets by their ids; empty: nothing is signed
     */
    Signer(Map<String, String> keys, Clock clock) {
        this.keys = Map.copyOf(keys);
        this.clock = clock;
    }

    void sign(HttpRequest.Builder request, Attempt attempt) {
        if (keys.isEmpty()) {
            return;
        }
        long at = clock.instant().getEpochSecond();
        String signed = at + "." + attempt.run() + "." + attempt.number() + "."
                + (attempt.payload() == null ? "" : attempt.payload());
        keys.forEach((id, secret) -> request.header(
                HEADER, "t=" + at + ",kid=" + id + ",v1=" + HexFormat.of().formatHex(hmac(secret, signed))));
    }

    private static byte[] hmac(String secret, String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
