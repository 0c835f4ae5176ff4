package carillon.test;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What a server has printed since it was started last. */
final class ServerLog {

    private static final int LINES = 25;
    private static final int ERRORS = 5;

    /** What this project itself says is wrong goes first: the container's lines around it tell nothing. */
    private static final Pattern OWN = Pattern.compile("^Caused by: carillon\\.\\S+Exception: ");

    private final Path file;
    private long start;

    ServerLog(Path file) {
        this.file = file;
    }

    /** Call before each start: what is there already is of an earlier one. */
    void mark() {
        try {
            start = Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean says(String text) {
        return text().contains(text);
    }

    /** Errors and last lines, for a message about a failure. */
    String excerpt() {
        List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
        String errors = indented(lines.stream()
                .filter(line -> line.contains(" SEVERE ")
                        || line.contains("FATAL:")
                        || OWN.matcher(line).find())
                .distinct()
                .sorted(Comparator.comparing(line -> !OWN.matcher(line).find()))
                .limit(ERRORS)
                .toList());
        String last = indented(lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return (errors.isEmpty() ? "" : "\nIts errors:" + errors) + "\nThe end of " + file + ":" + last;
    }

    private static String indented(List<String> lines) {
        return lines.isEmpty() ? "" : "\n    " + String.join("\n    ", lines);
    }

    private String text() {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(Math.max(0, reader.length() - start))];
            reader.seek(start);
            reader.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException notThereYet) {
            return "";
        }
    }
}
