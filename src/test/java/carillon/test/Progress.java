package carillon.test;

import java.util.Locale;
import java.util.function.Consumer;

/** Prints what is going on, each line with the seconds since the start. */
final class Progress implements Consumer<String> {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long start = System.nanoTime();

    @Override
    public void accept(String line) {
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        System.out.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds, line));
    }
}
