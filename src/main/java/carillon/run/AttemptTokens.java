package carillon.run;

import carillon.platform.SecretRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets by which targets show that they were given an attempt: each is made of the run, the attempt and the cluster's
 * own secret, so that none is stored.
 */
@ApplicationScoped
public class AttemptTokens {

    private static final String ALGORITHM = "HmacSHA256";

    private final Supplier<byte[]> secret;

    /** For the container's proxy. */
    protected AttemptTokens() {
        this.secret = null;
    }

    @Inject
    public AttemptTokens(SecretRepository secrets) {
        this(secrets::secret);
    }

    /**
     * @param secret asked for each token
     */
    public AttemptTokens(Supplier<byte[]> secret) {
        this.secret = secret;
    }

    /** 64 hexadecimal digits. */
    public String of(UUID run, int attempt) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.get(), ALGORITHM));
            byte[] code = mac.doFinal(("attempt " + run + " " + attempt).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    /** In a time that tells nothing about the right one. */
    boolean fits(UUID run, int attempt, String token) {
        return MessageDigest.isEqual(
                of(run, attempt).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
