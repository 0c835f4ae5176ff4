package carillon.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Shows the queues to people. */
@ApplicationScoped
public class Queues {

    private final QueueRepository repository;

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
}
