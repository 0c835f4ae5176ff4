package carillon.run;

import carillon.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What people do with many runs at once. It is stored when it is asked for, and worked off in steps of which each is a
 * transaction with its own progress: whatever dies in between, another member goes on where it was.
 */
@ApplicationScoped
@Transactional
public class RunActions {

    /** Runs of one step. */
    static final int STEP = 500;

    private final RunActionRepository repository;
    private final RunControl control;
    private final Event<Object> announcements;

    /** For the container's proxy. */
    protected RunActions() {
        this(null, null, null);
    }

    @Inject
    public RunActions(RunActionRepository repository, RunControl control, Event<Object> announcements) {
        this.repository = repository;
        this.control = control;
        this.announcements = announcements;
    }

    /** What {@link #start} would begin with; changes nothing. */
    public RunActionView trial(
            String tenant, RunActionKind action, RunActionFilter filter, String reason, String author) {
        long matched = sum(repository.count(tenant, action, filter));
        return new RunActionView(null, action, filter, reason, author, matched, 0, null, null);
    }

    /**
     * Begins with the runs that match now; those that come to match later are left alone. A retry adds to the queues of its
     * runs, and is refused as a whole when one of them is full; once it has begun it is kept, as a bulk request is.
     *
     * @param reason null for none
     * @param payload for a retry, in place of the one that the runs had; null for the same
     * @throws BacklogFullException when a queue into which a retry would put runs has as many due runs as it may
     * @throws DatabaseBusyException when the database is behind, for a retry
     */
    public RunActionView start(
            String tenant,
            RunActionKind action,
            RunActionFilter filter,
            String reason,
            JsonValue payload,
            String author) {
        Map<String, Long> matched = repository.count(tenant, action, filter);
        if (action == RunActionKind.retry) {
            // None of them is due yet: they come to be counted step by step.
            announcements.fire(new BacklogGrows(matched.keySet(), 0));
        }
        UUID id = UUID.randomUUID();
        String json = payload == null || payload == JsonValue.NULL ? null : payload.toString();
        repository.add(id, tenant, action, filter, reason, author, sum(matched), json);
        return find(tenant, id);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * @throws UnknownActionException when there is none of that id
     */
    public RunActionView find(String tenant, UUID id) {
        return repository.find(tenant, id).orElseThrow(() -> new UnknownActionException(id));
    }

    /** Does a part of the oldest that goes on; false when there was none. */
    public boolean step() {
        Optional<RunActionRepository.Open> open = repository.lockOldest();
        open.ifPresent(this::step);
        return open.isPresent();
    }

    private void step(RunActionRepository.Open open) {
        List<UUID> runs = repository.next(open, STEP);
        int done = runs.isEmpty() ? 0 : perform(open, runs);
        UUID last = runs.stream().max(Ids.BY_TIME).orElse(open.after());
        repository.progress(open.id(), last, done, runs.size() < STEP);
    }

    private int perform(RunActionRepository.Open open, List<UUID> runs) {
        return switch (open.action()) {
            case retry -> control.retryAll(open.tenant(), runs, open.payload(), open.author());
            case cancel -> control.cancelAll(open.tenant(), runs, open.reason(), open.author());
            case delete -> control.eraseAll(open.tenant(), runs);
        };
    }
}
