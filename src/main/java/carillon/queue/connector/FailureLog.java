package carillon.queue.connector;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Logs each kind of failure once a minute, with how often it happened meanwhile. Thread-safe. */
final class FailureLog {

    private static final Logger LOG = Logger.getLogger(FailureLog.class.getName());
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Kind> kinds = new HashMap<>();

    /** @param event stable name of what failed; with the class of the deepest cause it makes the kind */
    synchronized void failed(String event, Throwable failure) {
        Throwable cause = Causes.deepest(failure);
        Kind kind = kinds.computeIfAbsent(event + cause.getClass().getName(), first -> new Kind());
        long now = System.nanoTime();
        if (kind.isQuiet(now)) {
            kind.unsaid++;
            return;
        }
        String line = event + " cause=\"" + Causes.of(failure) + "\" more=" + kind.unsaid + " next=\"trying again\"";
        LOG.log(Level.WARNING, line, failure);
        kind.saidAt = now;
        kind.unsaid = 0;
    }

    private static final class Kind {

        private Long saidAt;
        private int unsaid;

        boolean isQuiet(long now) {
            return saidAt != null && now - saidAt < QUIET_NANOS;
        }
    }
}
