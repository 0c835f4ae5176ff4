package carillon.handler;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes whole lines of the pieces in which a program's output comes. */
final class OutputLines {

    /** A line without an end is passed on in pieces of so many bytes. */
    private static final int LONGEST = 8 * 1024;

    private final Consumer<String> log;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /**
     * @param log takes one or several lines, without a line end after the last
     */
    OutputLines(Consumer<String> log) {
        this.log = log;
    }

    /** Bytes that are not UTF-8 become U+FFFD. */
    void add(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            begun.write(bytes, 0, end - 1);
            log.accept(taken());
        }
        begun.write(bytes, end, bytes.length - end);
        if (begun.size() >= LONGEST) {
            log.accept(taken());
        }
    }

    /** No more comes. */
    void end() {
        if (begun.size() > 0) {
            log.accept(taken());
        }
    }

    private String taken() {
        String text = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        return text;
    }
}
