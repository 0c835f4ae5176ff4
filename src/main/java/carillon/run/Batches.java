package carillon.run;

import carillon.platform.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.UUID;

/**
 * What people do with catch-ups and backfills: look how far they are, and cancel them as one. Each call is one
 * transaction.
 */
@ApplicationScoped
@Transactional
public class Batches {

    private static final String CANCELLED = "batch cancelled";

    private final BatchRepository repository;
    private final RunEvents events;
    private final Event<Object> announcements;

    /** For the container's proxy. */
    protected Batches() {
        this(null, null, null);
    }

    @Inject
    public Batches(BatchRepository repository, RunEvents events, Event<Object> announcements) {
        this.repository = repository;
        this.events = events;
        this.announcements = announcements;
    }

    /** Newest first. */
    public Page<BatchView> list(BatchFilter filter) {
        return Page.of(repository.list(filter), filter.limit(), batch -> BatchPosition.of(batch)
                .text());
    }

    /**
     * @throws UnknownBatchException when there is none of that id, or its runs are past their retention
     */
    public BatchView find(String tenant, UUID id) {
        return repository.find(tenant, id).orElseThrow(() -> new UnknownBatchException(id));
    }

    /**
     * Cancels what is not final, attempts under way included; does nothing to what is. A catch-up that is still being
     * written gets no more runs: the rest of the missed instants is skipped.
     *
     * @throws UnknownBatchException when there is none of that id
     */
    public BatchView cancel(String tenant, UUID id) {
        RunRepository.CancelledRuns cancelled =
                repository.cancel(tenant, id, CANCELLED).orElseThrow(() -> new UnknownBatchException(id));
        events.tell(cancelled.events());
        announcements.fire(new RunsCancelled(cancelled.active()));
        announcements.fire(new PlacesFreed(cancelled.keys()));
        return find(tenant, id);
    }
}
