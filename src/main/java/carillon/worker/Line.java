package carillon.worker;

import carillon.run.ClaimedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
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

    /** Those that have a slot and are about to begin in it; true for those that are to be stopped as soon as they have. */
    private final Map<ClaimedRun, Boolean> beginning = new IdentityHashMap<>();

    private int used;

    Line(int slots, LongSupplier nanoTime) {
        this.slots = slots;
        this.nanoTime = nanoTime;
    }

    /**
     * True when a slot is free, which is the run's from now on; otherwise it waits. An earlier claim of the same run that waits
     * still does so no more.
     */
    synchronized boolean enter(ClaimedRun run, SlotUse use) {
        Waiting earlier = waiting.remove(run.id());
        if (earlier != null) {
            earlier.use.over(false);
        }
        if (used < slots) {
            used++;
            beginning.put(run, false);
            return true;
        }
        waiting.put(run.id(), new Waiting(run, use, nanoTime.getAsLong()));
        return false;
    }

    /** Passes a slot on, which is free when nobody waits for it; null then. */
    synchronized Waiting next() {
        for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext(); ) {
            Waiting first = each.next();
            if (!isOver(first)) {
                each.remove();
                beginning.put(first.run, false);
                return first;
            }
        }
        used--;
        return null;
    }

    /** The run has begun, and others know it; true when it was told to stop in between. */
    synchronized boolean begun(ClaimedRun run) {
        return Boolean.TRUE.equals(beginning.remove(run));
    }

    private boolean isOver(Waiting who) {
        return nanoTime.getAsLong() - who.since > PATIENCE.toNanos();
    }

    /** Those of the runs that wait here: they do so no more. Those that are about to begin are stopped when they have. */
    synchronized List<Waiting> take(Collection<UUID> runs) {
        beginning.replaceAll((run, stop) -> stop || runs.contains(run.id()));
        return remove(runs);
    }

    private List<Waiting> remove(Collection<UUID> runs) {
        return runs.stream().map(waiting::remove).filter(Objects::nonNull).toList();
    }

    /** Those that have waited for too long. */
    synchronized List<Waiting> takeOverdue() {
        return remove(waiting.values().stream()
                .filter(this::isOver)
                .map(who -> who.run.id())
                .toList());
    }

    /** All that wait: they do so no more. */
    synchronized List<Waiting> takeAll() {
        return remove(List.copyOf(waiting.keySet()));
    }

    /** Those that are about to begin: they are stopped when they have. */
    synchronized List<ClaimedRun> stopBeginning() {
        beginning.replaceAll((run, stop) -> true);
        return List.copyOf(beginning.keySet());
    }

    /** Those that wait, or are about to begin. */
    synchronized List<UUID> ids() {
        List<UUID> ids = new ArrayList<>(waiting.keySet());
        beginning.keySet().forEach(run -> ids.add(run.id()));
        return ids;
    }

    synchronized int size() {
        return waiting.size() + beginning.size();
    }

    /**
     * A run that waits.
     *
     * @param use what it takes up until it begins, and from then on
     * @param since by the JVM's monotonic clock
     */
    record Waiting(ClaimedRun run, SlotUse use, long since) {}
}
