package carillon.queue;

import carillon.platform.CarillonException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;

/** The queues there are. */
@ApplicationScoped
public class Queues {

    private static final Logger LOG = Logger.getLogger(Queues.class.getName());
    private static final Duration NAMES_KEPT = Duration.ofSeconds(1);

    private final QueueRepository repository;
    private volatile Names names = new Names(List.of(), System.nanoTime() - NAMES_KEPT.toNanos());

    /** For the container's proxy. */
    protected Queues() {
        this(null);
    }

    @Inject
    public Queues(QueueRepository repository) {
        this.repository = repository;
    }

    /** Counted from the runs in the database; costs by what is open and by what is kept as failed. */
    public List<QueueStatus> list() {
        return repository.status();
    }

    /** Names of the queues whose runs are handed out, at most a second old, older only while the database is away. */
    public List<String> open() {
        Names known = names;
        if (System.nanoTime() - known.readAt() >= NAMES_KEPT.toNanos()) {
            try {
                known = new Names(repository.openNames(), System.nanoTime());
                names = known;
            } catch (CarillonException e) {
                LOG.fine(() -> "event=queues-not-read error=\"" + e.getMessage() + "\"");
            }
        }
        return known.list();
    }

    private record Names(List<String> list, long readAt) {}
}
