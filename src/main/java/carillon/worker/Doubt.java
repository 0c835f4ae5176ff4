package carillon.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Whether a claim was made of which nobody here knows how it ended; any thread may say so. */
final class Doubt {

    /** Longer than {@link carillon.run.Outcomes#handBackUnknown} lets claims settle. */
    private static final Duration RIPENS = Duration.ofSeconds(6);

    private final LongSupplier nanoTime;

    /** The newest; null while there is none. */
    private final AtomicReference<Arisen> newest = new AtomicReference<>();

    /** @param nanoTime a monotonic clock */
    Doubt(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An answer was lost, or came too late; an earlier doubt ripens anew with this one. */
    void arise() {
        newest.set(new Arisen(nanoTime.getAsLong()));
    }

    /** True once, some seconds after it arose: it is looked into now. */
    boolean take() {
        Arisen doubt = newest.get();
        boolean ripe = doubt != null && nanoTime.getAsLong() - doubt.at > RIPENS.toNanos();
        return ripe && newest.compareAndSet(doubt, null);
    }

    private record Arisen(long at) {}
}
