package carillon.ops;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts durations by their length, so that percentiles can be told over any time and any number of members. The
 * container's own histogram counts no more than a sample of the last thousand. Thread-safe.
 */
final class Histogram {

    /** Upper bounds of the buckets, inclusive, shortest first; what is longer than all counts in the whole only. */
    static final List<Duration> BOUNDS = Stream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000)
            .map(Duration::ofMillis)
            .toList();

    private static final long[] NANOS =
            BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder[] buckets =
            Stream.generate(LongAdder::new).limit(NANOS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder sum = new LongAdder();

    /** Counts one; less than nothing counts as nothing. */
    void add(Duration duration) {
        long nanos = Math.max(0, duration.toNanos());
        int bucket = 0;
        while (bucket < NANOS.length && nanos > NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sum.add(nanos);
    }

    /** How many were no longer than the bound of that index; one index past the last bound gives all. */
    long upTo(int bound) {
        long count = 0;
        for (int i = 0; i <= bound; i++) {
            count += buckets[i].sum();
        }
        return count;
    }

    long count() {
        return upTo(NANOS.length);
    }

    double seconds() {
        return sum.sum() / 1e9;
    }
}
