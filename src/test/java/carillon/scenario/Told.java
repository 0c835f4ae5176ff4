package carillon.scenario;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What the API has told its callers so far, which the database must bear out. Safe for use by several threads. */
final class Told {

    private final Set<UUID> created = ConcurrentHashMap.newKeySet();
    private final Set<UUID> cancelled = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Pause> paused = new ConcurrentHashMap<>();

    /** A submit was answered with 2xx. */
    void created(UUID job) {
        created.add(job);
    }

    /** A pause was answered with 2xx. */
    void paused(UUID job, Instant before, Instant after) {
        paused.put(job, new Pause(before, after));
    }

    /** The cancel of a catch-up was answered with 2xx. */
    void cancelled(UUID batch) {
        cancelled.add(batch);
    }

    /** The job runs on all members, so that its instants have more rows than one: the ledger judges it, and nobody else. */
    void leftToLedger(UUID job) {
        created.remove(job);
    }

    Set<UUID> created() {
        return Set.copyOf(created);
    }

    boolean isCancelled(UUID batch) {
        return cancelled.contains(batch);
    }

    /** Null for a job that nobody has paused. */
    Pause pauseOf(UUID job) {
        return paused.get(job);
    }

    /**
     * The pause began between these two, by the database's clock: an instant up to {@code before} has a row, one past
     * {@code after} has none.
     */
    record Pause(Instant before, Instant after) {}
}
