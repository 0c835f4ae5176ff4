package carillon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How late the machine itself wakes threads that ask for each millisecond and need nothing else: as many as there are
 * processors, bound to none; the latest of them counts. What takes part in a run is woken several times; it is not on time
 * when they are not.
 */
final class Wakes {

    private static final long EVERY_NANOS = 1_000_000;

    private final long began = System.nanoTime();
    private final List<Sleeper> sleepers = new ArrayList<>();
    private volatile boolean ended;

    private Wakes() {}

    /** From now on; {@link #end} ends it. */
    static Wakes begin() {
        Wakes wakes = new Wakes();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Sleeper sleeper = wakes.new Sleeper();
            wakes.sleepers.add(sleeper);
            sleeper.start();
        }
        return wakes;
    }

    Times end() {
        ended = true;
        sleepers.forEach(Sleeper::awaitEnd);
        int instants =
                sleepers.stream().mapToInt(each -> each.late.size()).min().orElse(0);
        Times times = new Times();
        for (int i = 0; i < instants; i++) {
            int instant = i;
            times.addNanos(sleepers.stream()
                    .mapToLong(each -> each.late.get(instant))
                    .max()
                    .orElseThrow());
        }
        return times;
    }

    private final class Sleeper extends Thread {

        /** Of each instant, also of those that passed in one sleep. */
        private final List<Long> late = new ArrayList<>();

        Sleeper() {
            super("wakes");
            setDaemon(true);
        }

        @Override
        public void run() {
            long next = began + EVERY_NANOS;
            while (!ended) {
                LockSupport.parkNanos(next - System.nanoTime());
                long now = System.nanoTime();
                for (; next <= now; next += EVERY_NANOS) {
                    late.add(now - next);
                }
            }
        }

        void awaitEnd() {
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
