package carillon.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;

/** Shows the queues to people. */
@ApplicationScoped
public class Queues {

    private static final Logger LOG = Logger.getLogger(Queues.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    /** Whatever changes runs for longer is no claim, or stuck. */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(5);

    private final QueueRepository repository;
    private final Event<QueueChanged> changes;

    /** For the container's proxy. */
    protected Queues() {
        this(null, null);
    }

    @Inject
    public Queues(QueueRepository repository, Event<QueueChanged> changes) {
        this.repository = repository;
        this.changes = changes;
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
        boolean paused = repository.pause(name, reason, author);
        if (paused) {
            awaitClaims();
            changes.fire(new QueueChanged(name, QueueChanged.Change.paused, author, reason));
        }
        return paused;
    }

    /** A claim that began before the pause was committed does not see it: it ends first. */
    private void awaitClaims() {
        long end = System.nanoTime() + LONGEST_CLAIM.toNanos();
        List<String> before = repository.changes();
        try {
            while (!before.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(LOOK_AGAIN.toMillis());
                before.retainAll(repository.changes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!before.isEmpty()) {
            LOG.warning(() -> "event=pause-not-awaited changes=" + before.size()
                    + " next=\"a claim that began before the pause may still be committed\"");
        }
    }

    /**
     * Lets its runs be claimed again; within a second they are handed out. Does nothing to a queue that is not paused.
     *
     * @return false when there is no such queue
     */
    public boolean resume(String name, String author) {
        boolean there = repository.resume(name);
        if (there) {
            changes.fire(new QueueChanged(name, QueueChanged.Change.resumed, author, null));
        }
        return there;
    }

    /** Tells that the limits of a queue were set, and are committed. */
    public void limited(String name, String author) {
        changes.fire(new QueueChanged(name, QueueChanged.Change.limits, author, null));
    }
}
