package carillon.bench;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** Durations, to the microsecond, with three digits kept. Safe for use by several threads. */
final class Times {

    private static final double MICROS_PER_MILLI = 1_000;
    private static final int DIGITS = 3;

    private final Histogram micros = new SynchronizedHistogram(DIGITS);
    private int negative;

    /** Below zero counts as {@link #negative()} and as zero. */
    synchronized void addMicros(long duration) {
        if (duration < 0) {
            negative++;
        }
        micros.recordValue(Math.max(0, duration));
    }

    void addNanos(long duration) {
        addMicros(duration / 1_000);
    }

    long count() {
        return micros.getTotalCount();
    }

    /** How many were below zero. */
    int negative() {
        return negative;
    }

    double millis(double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }

    double maxMillis() {
        return micros.getMaxValue() / MICROS_PER_MILLI;
    }
}
