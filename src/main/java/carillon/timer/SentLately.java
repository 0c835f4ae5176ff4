package carillon.timer;

import carillon.run.DueRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What was sent to members a moment ago and is found due all the same: nobody could claim it, and sending it again at once
 * would keep others from their turn. Thread-safe.
 */
final class SentLately {

    private static final long LATELY = Duration.ofSeconds(1).toNanos();

    /** More than a turn may find passed over; what is above is sent again. */
    private static final int MOST = 10_000;

    private final LongSupplier nanoTime;
    private final Map<UUID, Long> sent = new LinkedHashMap<>();

    /** How many of those that were found last had been sent. */
    private int passed;

    SentLately(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** So many have to be looked at to find {@code wanted} that were not sent. */
    synchronized int toLookAt(int wanted) {
        return wanted + passed;
    }

    /** Those of the runs that were not sent within the last second, in their order. */
    synchronized List<DueRun> others(List<DueRun> found) {
        long now = nanoTime.getAsLong();
        forget(now);
        List<DueRun> others = new ArrayList<>();
        for (DueRun run : found) {
            if (!sent.containsKey(run.id())) {
                others.add(run);
            }
        }
        passed = Math.min(MOST, found.size() - others.size());
        return others;
    }

    synchronized void add(Collection<UUID> runs) {
        long now = nanoTime.getAsLong();
        for (UUID run : runs) {
            sent.remove(run);
            sent.put(run, now);
        }
    }

    /** The oldest come first. */
    private void forget(long now) {
        Iterator<Long> each = sent.values().iterator();
        while (each.hasNext() && now - each.next() >= LATELY) {
            each.remove();
        }
    }
}
