package carillon.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Lines of an attempt that are not yet written, in pieces. Of more than it may hold it keeps the first half and the last, and
 * counts what it left out between them.
 */
final class LineBuffer {

    private final int pieceBytes;
    private final int half;
    private StringBuilder open = new StringBuilder();
    private int openBytes;
    private List<Piece> first = new ArrayList<>();
    private int firstBytes;
    private final Deque<Piece> last = new ArrayDeque<>();
    private int lastBytes;
    private long skipped;

    /**
     * @param pieceBytes length of a piece; a longer line makes a longer one
     * @param mostBytes what it holds, apart from the piece that is being filled
     */
    LineBuffer(int pieceBytes, int mostBytes) {
        this.pieceBytes = pieceBytes;
        this.half = mostBytes / 2;
    }

    /**
     * @param line with its line break
     */
    synchronized void add(String line) {
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        if (openBytes > 0 && openBytes + bytes > pieceBytes) {
            seal();
        }
        open.append(line);
        openBytes += bytes;
    }

    private void seal() {
        Piece piece = new Piece(0, openBytes, open.toString());
        open = new StringBuilder();
        openBytes = 0;
        if (last.isEmpty() && firstBytes < half) {
            first.add(piece);
            firstBytes += piece.bytes();
            return;
        }
        last.add(piece);
        lastBytes += piece.bytes();
        while (lastBytes > half && last.size() > 1) {
            Piece dropped = last.remove();
            lastBytes -= dropped.bytes();
            skipped += dropped.bytes();
        }
    }

    /** Everything that it holds, in order; it is empty then. */
    synchronized List<Piece> take() {
        if (openBytes > 0) {
            seal();
        }
        List<Piece> taken = first;
        first = new ArrayList<>();
        firstBytes = 0;
        for (Piece piece : last) {
            taken.add(new Piece(skipped, piece.bytes(), piece.text()));
            skipped = 0;
        }
        last.clear();
        lastBytes = 0;
        return taken;
    }

    /**
     * Lines that came one after another.
     *
     * @param skipped bytes that were left out before them
     */
    record Piece(long skipped, int bytes, String text) {}
}
