package carillon.queue.connector;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Says once that Redis is lost and once that it is back, however many connections notice. Thread-safe. */
final class Outage {

    private static final Logger LOG = Logger.getLogger(Outage.class.getName());

    private final String address;
    private final Set<Object> without = new HashSet<>();
    private long since;

    Outage(String address) {
        this.address = address;
    }

    synchronized void lost(Object who, Throwable cause) {
        if (without.isEmpty()) {
            since = System.nanoTime();
            LOG.log(
                    Level.WARNING,
                    "redis-lost address={0} cause=\"{1}\" next=\"reconnecting until it is back; no run is lost\"",
                    new Object[] {address, Causes.of(cause)});
        }
        without.add(who);
    }

    synchronized void back(Object who) {
        if (without.remove(who) && without.isEmpty()) {
            Duration away = Duration.ofMillis((System.nanoTime() - since) / 1_000_000);
            LOG.log(Level.INFO, "redis-back address={0} away={1}", new Object[] {address, away});
        }
    }

    /** One that stops waits for Redis no more. */
    synchronized void leave(Object who) {
        without.remove(who);
    }
}
