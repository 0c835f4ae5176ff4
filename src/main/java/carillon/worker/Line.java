package carillon.worker;

import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Claimed runs that wait until one of the slots is free, in the order in which they came: they were claimed for slots that were
 * about to be. Whoever has waited for too long does not begin any more, and is to be given back. Thread-safe.
 */
final class Line {

    /** Far less than others let pass before they rescue a run. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final int slots;
    private final LongSupplier nanoTime;
    private final Map<UUID, Waiting> waiting = new LinkedHashMap<>();
    private int used;

    Line(int slots, LongSupplier nanoTime) {
        this.slots = slots;
        this.nanoTime = nanoTime;
    }

    /** True when a slot is free, which is the run's from now on; otherwise it waits. */
    synchronized boolean enter(ClaimedRun run, Runnable leave) {
        if (used < slots) {
            used++;
            return true;
        }
        waiting.put(run.id(), new Waiting(run, leave, nanoTime.getAsLong()));
        return false;
    }

    /** Passes a slot on, which is free when nobody waits for it; null then. */
    synchronized Waiting next() {
        for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext(); ) {
            Waiting first = each.next();
            if (!isOver(first)) {
                each.remove();
                return first;
            }
        }
        used--;
        return null;
    }

    private boolean isOver(Waiting who) {
        return nanoTime.getAsLong() - who.since > PATIENCE.toNanos();
    }

    /** Those of the runs that wait here: they do so no more. */
    synchronized List<Waiting> take(Collection<UUID> runs) {
        return runs.stream().map(waiting::remove).filter(Objects::nonNull).toList();
    }

    /** Those that have waited for too long. */
    synchronized List<Waiting> takeOverdue() {
        return take(waiting.values().stream()
                .filter(this::isOver)
                .map(who -> who.run.id())
                .toList());
    }

    synchronized List<Waiting> takeAll() {
        return take(ids());
    }

    synchronized List<UUID> ids() {
        return new ArrayList<>(waiting.keySet());
    }

    synchronized int size() {
        return waiting.size();
    }

    /**
     * A run that waits.
     *
     * @param leave called once, when it waits no more and did not begin, or when its attempt leaves its slot
     * @param since by the JVM's monotonic clock
     */
    record Waiting(ClaimedRun run, Runnable leave, long since) {}
}
