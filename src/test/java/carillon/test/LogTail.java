package carillon.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a server's log, for a message about its failure. */
final class LogTail {

    private static final int LINES = 25;

    private LogTail() {}

    static String of(Path log) {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            String tail = String.join("\n    ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
            return "The last lines of " + log + ":\n    " + tail;
        } catch (IOException e) {
            return "There is no log at " + log + ".";
        }
    }
}
