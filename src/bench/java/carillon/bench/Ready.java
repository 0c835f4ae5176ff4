package carillon.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a member's readiness says. */
record Ready(URI member) {

    /** True while it uses Redis. */
    boolean redis() {
        try {
            HttpURLConnection asked =
                    (HttpURLConnection) member.resolve("health/ready").toURL().openConnection();
            try (InputStream body = asked.getResponseCode() < 400 ? asked.getInputStream() : asked.getErrorStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8).contains("\"redis\":\"up\"");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No answer of " + member, e);
        }
    }
}
