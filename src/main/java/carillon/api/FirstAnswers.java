package carillon.api;

import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Answers a repeated request that creates something as it was answered the first time. A request names itself by its
 * {@code Idempotency-Key}; the answer is committed together with what was created. A twin that comes while the first is
 * still being answered waits for it.
 */
@ApplicationScoped
public class FirstAnswers {

    static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private final KeptAnswers kept;

    /** For the container's proxy. */
    protected FirstAnswers() {
        this(null);
    }

    @Inject
    public FirstAnswers(KeptAnswers kept) {
        this.kept = kept;
    }

    /**
     * A request that is refused leaves nothing behind: repeated, it is looked at anew.
     *
     * @param creating creates what the request asks for, and answers it: in the caller's transaction, if there is one, or
     *     in one of its own
     * @throws TakenKeyException when the key came with another request
     * @throws InvalidFieldsException when the key is none
     */
    public Response once(HttpServletRequest request, Supplier<Response> creating) {
        String key = request.getHeader(HEADER);
        if (key == null) {
            return creating.get();
        }
        if (!KEY.matcher(key).matches()) {
            throw InvalidFieldsException.of(HEADER, "takes 1 to 200 visible ASCII characters without spaces");
        }
        return kept.once(key, fingerprint(request), creating);
    }

    private static byte[] fingerprint(HttpServletRequest request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (request.getMethod() + ' ' + request.getRequestURI() + '\n').getBytes(StandardCharsets.UTF_8));
            return digest.digest(BodyText.of(request).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
