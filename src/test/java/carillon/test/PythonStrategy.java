package carillon.test;

import carillon.platform.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The strategy in Python that docs/handlers.md shows, and the job that runs it. */
public final class PythonStrategy {

    private static final Path PAGE = Path.of("docs", "handlers.md");

    private PythonStrategy() {}

    /** The text of {@code strategy.py}. */
    public static String program() {
        return block("python");
    }

    /** The definition of the job. */
    public static JsonObject job() {
        return Json.value(block("json")).asJsonObject();
    }

    /** The path of this machine's Python; empty when it has none. */
    public static String python() throws IOException {
        Process asked = new ProcessBuilder("/bin/sh", "-c", "python3 -c 'import sys; print(sys.executable)'")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(asked.getInputStream().readAllBytes()).strip();
    }

    private static String block(String language) {
        try {
            String page = Files.readString(PAGE);
            Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(page.substring(page.indexOf("### A strategy in Python")));
            if (block.find()) {
                return block.group(1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(PAGE + " has no example in " + language);
    }
}
