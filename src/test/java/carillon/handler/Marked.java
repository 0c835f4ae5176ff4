package carillon.handler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/** Processes that one test starts, known by a word in their command lines, whatever becomes of their parents. */
final class Marked {

    private final String mark;

    Marked() {
        this("mark-" + UUID.randomUUID());
    }

    Marked(String mark) {
        this.mark = mark;
    }

    String mark() {
        return mark;
    }

    /** A command of the shell that sleeps, and ignores SIGTERM. */
    String sleeper(String seconds) {
        return "sh -c 'trap \"\" TERM; sleep " + seconds + "; : " + mark + "'";
    }

    long alive() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .filter(this::isMarked)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMarked(Path process) {
        try {
            String[] words = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0");
            return words[0].equals("sh") && words.length == 3 && words[2].contains(mark);
        } catch (IOException gone) {
            return false;
        }
    }
}
