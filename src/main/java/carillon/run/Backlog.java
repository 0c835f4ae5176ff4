package carillon.run;

import carillon.platform.Setting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses requests that would add runs while more waits than may, or while the database is behind. What the timer fires is
 * never refused, and what was accepted is kept. Counts are at most a second old, with what this member has accepted since
 * added; where counting takes long it is done for a tenth of the time at most. One request counts, and the others go by what
 * is known.
 */
@ApplicationScoped
public class Backlog {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int SHARE_OF_COUNTING = 10;

    private final BacklogRepository repository;
    private final Rooms rooms;
    private final int byDefault = Setting.QUEUE_MAX_BACKLOG.number();
    private final Duration longestWait = Setting.API_MAX_DATABASE_WAIT.duration();
    private final Map<String, Known> queues = new ConcurrentHashMap<>();
    private final Known database = new Known();

    /** For the container's proxy. */
    protected Backlog() {
        this(null, null);
    }

    @Inject
    public Backlog(BacklogRepository repository, Rooms rooms) {
        this.repository = repository;
        this.rooms = rooms;
    }

    /**
     * @throws BacklogFullException when one of the queues has as many due runs as it may
     * @throws DatabaseBusyException when the database is behind
     */
    void admit(@Observes BacklogGrows request) {
        database.refresh(1, () -> {
            repository.ask();
            return 0;
        });
        if (database.took() > longestWait.toNanos()) {
            throw DatabaseBusyException.answering(Duration.ofNanos(database.took()));
        }
        for (String queue : request.queues()) {
            Integer own = rooms.limits().ofQueue(queue).maxBacklog();
            int most = own == null ? byDefault : own;
            Known known = queues.computeIfAbsent(queue, name -> new Known());
            known.refresh(SHARE_OF_COUNTING, () -> repository.count(queue, most));
            if (known.count() >= most) {
                throw new BacklogFullException(queue, most);
            }
        }
        request.queues().forEach(queue -> queues.get(queue).add(request.runs()));
    }

    /** Single requests are admitted without counting: one that is refused afterwards takes nobody's place. */
    void grew(@Observes BacklogGrew runs) {
        runs.runs().forEach((queue, count) -> queues.computeIfAbsent(queue, name -> new Known())
                .add(count));
    }

    /** A count, how old it is, and how long it took. */
    private static final class Known {

        private final AtomicBoolean counting = new AtomicBoolean();
        private final AtomicLong count = new AtomicLong();
        private volatile long took;
        private volatile long at;
        private volatile boolean ever;

        void refresh(int share, Count counted) {
            boolean due = !ever || System.nanoTime() - at >= Math.max(FRESH_NANOS, took * share);
            if (due && counting.compareAndSet(false, true)) {
                try {
                    long begun = System.nanoTime();
                    count.set(counted.count());
                    at = System.nanoTime();
                    took = at - begun;
                    ever = true;
                } finally {
                    counting.set(false);
                }
            }
        }

        long count() {
            return count.get();
        }

        long took() {
            return took;
        }

        void add(int runs) {
            count.addAndGet(runs);
        }
    }

    /** What is counted. */
    @FunctionalInterface
    private interface Count {
        long count();
    }
}
