package carillon.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Which Carillon is measured. */
final class Build {

    private static final String UNKNOWN = "unknown";

    private Build() {}

    static String version() {
        Properties properties = new Properties();
        try (InputStream file = Build.class.getResourceAsStream("/carillon-version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /** With {@code -dirty} when files have been changed since; unknown where there is no Git or no repository. */
    static String commit() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(BenchOptions.project().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String described = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return described.isEmpty() ? UNKNOWN : described;
        } catch (IOException noGit) {
            return UNKNOWN;
        }
    }
}
