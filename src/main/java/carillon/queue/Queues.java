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

    /**
     * From the return on none of the queue's runs is claimed; attempts under way go on. A queue that is paused already
     * takes the new reason.
     *
     * @param reason null for none
     * @return false when there is no such queue
     */
    public boolean pause(String name, String reason, String author) {
        return repository.pause(name, reason, author);
    }

    /**
     * Lets its runs be claimed again; within a second they are handed out. Does nothing to a queue that is not paused.
     *
     * @return false when there is no such queue
     */
    public boolean resume(String name) {
        return repository.resume(name);
    }
}
