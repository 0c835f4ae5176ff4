package carillon.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What the newest pulse has seen for the active timer to do: its loops ask the database only when there is something for them.
 * A pulse that saw too little does no harm for long: the next one comes within a second, and while none comes there may be
 * everything.
 */
@ApplicationScoped
public class Agenda {

    /** What was seen so long ago says nothing. */
    private static final long STALE_NANOS = Duration.ofSeconds(2).toNanos();

    /** A pulse that takes longer would endanger the lease that it renews. */
    private static final long LONG_NANOS = Duration.ofMillis(200).toNanos();

    /** So long pulses do not look after one that took long. */
    private static final long REST_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<Work, Long> expected = new ConcurrentHashMap<>();
    private volatile Seen seen = new Seen(EnumSet.allOf(Work.class), System.nanoTime());
    private volatile long lookFrom = System.nanoTime();
    private volatile Consumer<Set<Work>> listener = news -> {};

    /** True unless it is known that there is none of the work. */
    public boolean has(Work work) {
        Seen newest = seen;
        return System.nanoTime() - newest.asked() > STALE_NANOS
                || newest.work().contains(work)
                || expectedSince(work, newest.asked());
    }

    /** Some of the work has come that the newest pulse cannot have seen. */
    public void expect(Work work) {
        expected.put(work, System.nanoTime());
    }

    /** Says who is told, on the pulse's thread, when work is seen that was not there before; at most one. */
    public void tellNews(Consumer<Set<Work>> told) {
        listener = told;
    }

    /** Whether the next pulse should look. */
    boolean wanted() {
        return System.nanoTime() - lookFrom >= 0;
    }

    /**
     * A pulse was answered.
     *
     * @param work null when it did not look
     * @param asked when it was sent, by the JVM's monotonic clock
     */
    void told(Set<Work> work, long asked) {
        long now = System.nanoTime();
        if (now - asked > LONG_NANOS) {
            lookFrom = now + REST_NANOS;
        }
        Set<Work> there = work == null ? EnumSet.allOf(Work.class) : work;
        Set<Work> news = EnumSet.noneOf(Work.class);
        news.addAll(there);
        news.removeAll(seen.work());
        seen = new Seen(there, asked);
        if (!news.isEmpty()) {
            listener.accept(news);
        }
    }

    private boolean expectedSince(Work work, long asked) {
        Long at = expected.get(work);
        return at != null && at - asked >= 0;
    }

    private record Seen(Set<Work> work, long asked) {}
}
