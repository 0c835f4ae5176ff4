package carillon.bench.peer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sees which runs of the peer at work were performed, and when each began, by this machine's clock. One at a time: the
 * peers make their handlers themselves, and those find it here.
 */
public final class Witness {

    private static volatile Witness current = new Witness(1);

    private final AtomicLongArray startedMicros;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();

    private final Queue<Start> starts = new ConcurrentLinkedQueue<>();

    private Witness(int runs) {
        startedMicros = new AtomicLongArray(runs);
    }

    /** Sees runs numbered from 0 on from now on; what was seen before is forgotten. */
    public static Witness of(int runs) {
        Witness witness = new Witness(runs);
        current = witness;
        return witness;
    }

    /** Called by handlers. */
    static void started(int number) {
        Witness witness = current;
        if (number < witness.startedMicros.length()
                && witness.startedMicros.compareAndSet(number, 0, micros(Instant.now()))) {
            witness.done.incrementAndGet();
        } else {
            witness.again.incrementAndGet();
        }
    }

    /** Called by handlers of jobs that are due again and again. */
    static void started(Instant due) {
        current.starts.add(new Start(micros(due), micros(Instant.now())));
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** Of jobs that are due again and again. */
    public List<Start> starts() {
        return List.copyOf(starts);
    }

    public int done() {
        return done.get();
    }

    /** How many were performed more than once. */
    public int again() {
        return again.get();
    }

    /** Microseconds since 1970; 0 when it has not begun. */
    public long startedMicros(int number) {
        return startedMicros.get(number);
    }

    public long firstMicros() {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < startedMicros.length(); i++) {
            long started = startedMicros.get(i);
            first = started == 0 ? first : Math.min(first, started);
        }
        return first;
    }

    /** When a run was due and when it began, in microseconds since 1970. */
    public record Start(long dueMicros, long startedMicros) {}
}
