package carillon.ops;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets so many lines through in each second: a thousand runs that fail at once must not fill a disk. Thread-safe. */
final class LineLimit {

    private static final long PERIOD = Duration.ofSeconds(1).toNanos();

    private final int most;
    private final LongSupplier nanos;
    private long began;
    private int let;
    private long leftOut;

    LineLimit(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    synchronized Verdict judge() {
        long now = nanos.getAsLong();
        if (now - began >= PERIOD) {
            began = now;
            let = 0;
        }
        if (++let <= most) {
            return Verdict.WRITE;
        }
        leftOut++;
        return let == most + 1 ? Verdict.SAY_THAT_LINES_ARE_LEFT_OUT : Verdict.LEAVE_OUT;
    }

    /** How many were left out since this was last asked. */
    synchronized long takeLeftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }

    /** What becomes of a line. */
    enum Verdict {
        WRITE,
        SAY_THAT_LINES_ARE_LEFT_OUT,
        LEAVE_OUT
    }
}
