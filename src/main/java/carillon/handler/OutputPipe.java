package carillon.handler;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Our end of a named pipe into which a program writes; read without ever waiting. All that is read goes to the log line by
 * line, and the end of it is kept. Used by one thread.
 */
final class OutputPipe implements Closeable {

    /** So much is read in one go: others wait for their turn. */
    private static final int CHUNK = 64 * 1024;

    private final RandomAccessFile pipe;
    private final FileInputStream stream;
    private final OutputLines lines;
    private final OutputTail tail;

    /**
     * @param path of the pipe; opening it does not wait for somebody at the other end
     * @param kept bytes of the end that are kept
     * @param log takes one or several whole lines at a time
     */
    OutputPipe(Path path, int kept, Consumer<String> log) throws IOException {
        // For reading and writing: to open it for reading alone would wait for a writer.
        this.pipe = new RandomAccessFile(path.toFile(), "rw");
        this.stream = new FileInputStream(pipe.getFD());
        this.lines = new OutputLines(log);
        this.tail = new OutputTail(kept);
    }

    /** Reads what is there; false when nothing was. */
    boolean read() throws IOException {
        int there = Math.min(stream.available(), CHUNK);
        if (there <= 0) {
            return false;
        }
        byte[] bytes = new byte[there];
        // One read gives all of it: nobody else reads.
        if (stream.read(bytes) < there) {
            throw new IOException("a pipe gave less than it said");
        }
        lines.add(bytes);
        tail.add(bytes);
        return true;
    }

    OutputTail tail() {
        return tail;
    }

    /** Logs a last line without an end, and closes the pipe: whoever writes into it still gets SIGPIPE. */
    @Override
    public void close() throws IOException {
        lines.end();
        pipe.close();
    }
}
