package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What people do with single runs: cancel them, or give them another chance. Each call is one transaction: when it returns,
 * what it did is committed; when it throws, nothing is.
 */
@ApplicationScoped
@Transactional
public class RunControl {

    private static final String CANCELLED = "cancelled";

    private final RunControlRepository repository;
    private final RunRepository runs;
    private final RunPartitions partitions;
    private final RunEvents events;
    private final Event<Object> announcements;

    /** For the container's proxy. */
    protected RunControl() {
        this(null, null, null, null, null);
    }

    @Inject
    public RunControl(
            RunControlRepository repository,
            RunRepository runs,
            RunPartitions partitions,
            RunEvents events,
            Event<Object> announcements) {
        this.repository = repository;
        this.runs = runs;
        this.partitions = partitions;
        this.events = events;
        this.announcements = announcements;
    }

    /**
     * Cancels a run that is not final, or is held for a person to decide. An attempt under way is told to stop; what it still says does not count. Does
     * nothing to a run that is cancelled already.
     *
     * @param reason null for none
     * @throws UnknownRunException when there is none of that id
     * @throws RunStateException when it has ended otherwise
     */
    public RunView cancel(String tenant, UUID id, String reason, String author) {
        cancelAll(tenant, List.of(id), reason, author);
        RunView run = find(tenant, id);
        if (run.state() != RunState.cancelled) {
            throw new RunStateException("The run has " + run.state() + " already: there is nothing left to cancel.");
        }
        return run;
    }

    /** Cancels those of the runs that are not final; returns how many. */
    int cancelAll(String tenant, List<UUID> ids, String reason, String author) {
        String why = reason == null || reason.isBlank() ? CANCELLED : reason;
        List<RunControlRepository.Ended> cancelled = repository.cancel(tenant, ids, why, author);
        cancelled.forEach(run -> events.tell(new RunEvent.Cancelled(run.id(), run.job(), run.queue(), why)));
        announcements.fire(new RunsCancelled(cancelled.stream()
                .filter(run -> run.member() != null)
                .map(RunControlRepository.Ended::id)
                .toList()));
        announcements.fire(new PlacesFreed(cancelled.stream()
                .map(RunControlRepository.Ended::key)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet())));
        return cancelled.size();
    }

    /**
     * Lets a run that failed or was cancelled begin again, at once and with all attempts that its job allows; what it went
     * through is kept with it.
     *
     * @param payload in place of the one it had; null for the same
     * @throws UnknownRunException when there is none of that id
     * @throws RunStateException when it is not over, has succeeded, was skipped, or its job is deleted
     */
    public RunView retry(String tenant, UUID id, JsonValue payload, String author) {
        String json = payload == null || payload == JsonValue.NULL ? null : payload.toString();
        announcements.fire(new BacklogGrows(Set.of(find(tenant, id).queue()), 1));
        if (retryAll(tenant, List.of(id), json, author) == 0) {
            throw refusal(find(tenant, id));
        }
        return find(tenant, id);
    }

    /**
     * Does so with those of the runs that allow it; returns how many.
     *
     * @param payload JSON text in place of the one they had; null for the same
     */
    int retryAll(String tenant, List<UUID> ids, String payload, String author) {
        partitions.keepAll();
        List<RunControlRepository.Reopened> again = repository.reopen(tenant, ids, payload);
        again.forEach(run -> events.tell(new RunEvent.Reopened(
                run.id(),
                run.job(),
                run.queue(),
                tenant,
                run.priority(),
                run.dueAt(),
                author,
                run.now(),
                run.target())));
        return again.size();
    }

    /**
     * Takes from those of the runs that are over what they carried and went through: payload, result, error, earlier attempts,
     * log. The rows stay, with their state and reason: they account for their instants. Returns how many.
     */
    int eraseAll(String tenant, List<UUID> ids) {
        return repository.erase(tenant, ids);
    }

    private static RunStateException refusal(RunView run) {
        if (run.erasedAt() != null) {
            return new RunStateException("The run was deleted at " + run.erasedAt()
                    + ", and its payload with it: trigger its job for another.");
        }
        return new RunStateException(
                switch (run.state()) {
                    case failed, cancelled -> "The job of the run is deleted: create it again, and trigger it.";
                    case succeeded -> "The run has succeeded: trigger its job for another run.";
                    case skipped -> "The instant was skipped: POST /api/v1/jobs/" + run.job() + "/backfill runs it.";
                    default -> "The run is not over: it is " + run.state() + ".";
                });
    }

    private RunView find(String tenant, UUID id) {
        return runs.find(tenant, id).orElseThrow(() -> new UnknownRunException(id));
    }
}
