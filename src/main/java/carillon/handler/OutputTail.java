package carillon.handler;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the end of what a program writes. */
final class OutputTail {

    private final int kept;
    private byte[] bytes;
    private int length;
    private boolean cut;

    /**
     * @param kept bytes
     */
    OutputTail(int kept) {
        this.kept = kept;
        this.bytes = new byte[Math.min(kept, 1_024)];
    }

    void add(byte[] more) {
        int from = Math.max(0, more.length - kept);
        int coming = more.length - from;
        int surplus = Math.max(0, length + coming - kept);
        cut |= from > 0 || surplus > 0;
        length -= surplus;
        System.arraycopy(bytes, surplus, bytes, 0, length);
        if (bytes.length < length + coming) {
            bytes = Arrays.copyOf(bytes, Math.min(kept, Math.max(2 * bytes.length, length + coming)));
        }
        System.arraycopy(more, from, bytes, length, coming);
        length += coming;
    }

    /** As UTF-8; bytes that are not become U+FFFD. */
    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The last line that is not blank, without blanks around it; null when there is none. */
    String lastLine() {
        String text = text().stripTrailing();
        return text.isEmpty()
                ? null
                : text.substring(text.lastIndexOf('\n') + 1).strip();
    }

    /** Whether the last line begins before what is kept. */
    boolean lastLineIsCut() {
        return cut && text().stripTrailing().indexOf('\n') < 0;
    }
}
