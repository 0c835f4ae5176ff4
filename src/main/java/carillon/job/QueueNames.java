package carillon.job;

import carillon.platform.CarillonException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/** The names of the queues there are; a queue comes into being with the first job that names it. */
@ApplicationScoped
public class QueueNames {

    private static final Logger LOG = Logger.getLogger(QueueNames.class.getName());
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final QueueNameRepository repository;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private volatile Open open = new Open(List.of(), System.nanoTime() - KEPT.toNanos());

    /** For the container's proxy. */
    protected QueueNames() {
        this(null);
    }

    @Inject
    public QueueNames(QueueNameRepository repository) {
        this.repository = repository;
    }

    /** Commits by itself what is new: a queue without jobs does no harm, a job without its queue would wait for ever. */
    public void ensure(Set<String> names) {
        if (!known.containsAll(names)) {
            repository.add(names);
            known.addAll(names);
        }
    }

    /** Queues whose runs are handed out; at most a second old, older only while the database is away. */
    public List<String> open() {
        Open last = open;
        if (System.nanoTime() - last.readAt() >= KEPT.toNanos()) {
            try {
                last = new Open(repository.open(), System.nanoTime());
                open = last;
            } catch (CarillonException e) {
                LOG.fine(() -> "event=queues-not-read error=\"" + e.getMessage() + "\"");
            }
        }
        return last.names();
    }

    private record Open(List<String> names, long readAt) {}
}
