package carillon.api;

import carillon.run.LogText;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** One reader that follows a log; it holds no thread, and is given more only once it has taken what it was given. */
final class LogFollower implements WriteListener {

    /** Bytes handed to the container at once. */
    private static final int SLICE = 16 * 1024;

    private static final byte[] NOTHING = {};

    private final AsyncContext context;
    private final ServletOutputStream out;
    private final UUID run;
    private final Runnable gone;
    private long at;
    private byte[] text = NOTHING;
    private int written;
    private boolean flushed = true;
    private boolean open = true;
    private long movedAt = System.nanoTime();

    /**
     * @param at bytes of the log that it does not want
     * @param gone told, more than once perhaps, when it takes no more
     */
    LogFollower(AsyncContext context, ServletOutputStream out, UUID run, long at, Runnable gone) {
        this.context = context;
        this.out = out;
        this.run = run;
        this.at = at;
        this.gone = gone;
    }

    UUID run() {
        return run;
    }

    /** Bytes of the log that it has, those included that were left out. */
    synchronized long at() {
        return at;
    }

    /** True when it has taken everything that it was given. */
    synchronized boolean isReady() {
        return open && written == text.length && flushed;
    }

    /** How long it has taken nothing, although there is something for it. */
    synchronized Duration stalled() {
        return isReady() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - movedAt);
    }

    synchronized void send(LogText next) {
        text = next.text().getBytes(StandardCharsets.UTF_8);
        written = 0;
        flushed = false;
        at = next.end();
        movedAt = System.nanoTime();
        onWritePossible();
    }

    @Override
    public synchronized void onWritePossible() {
        try {
            while (open && !flushed && out.isReady()) {
                if (written < text.length) {
                    int slice = Math.min(SLICE, text.length - written);
                    out.write(text, written, slice);
                    written += slice;
                } else {
                    out.flush();
                    flushed = true;
                }
                movedAt = System.nanoTime();
            }
        } catch (IOException | IllegalStateException e) {
            onError(e);
        }
    }

    /** The reader hung up. */
    @Override
    public void onError(Throwable failure) {
        end();
    }

    /** Ends the answer; once. */
    void end() {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        gone.run();
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container has ended it already.
        }
    }
}
