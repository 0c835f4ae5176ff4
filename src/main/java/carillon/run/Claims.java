package carillon.run;

import carillon.job.QueueNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Takes handed-off runs for a member, as far as the bounds of their keys, queues and tenants allow. */
@ApplicationScoped
public class Claims {

    private final ClaimKinds kinds;
    private final QueueNames queues;
    private final Places places;
    private final RunEvents events;
    private final Event<RunsCancelled> cancellations;

    /** For the container's proxy. */
    protected Claims() {
        this(null, null, null, null, null);
    }

    @Inject
    public Claims(
            ClaimKinds kinds, QueueNames queues, Places places, RunEvents events, Event<RunsCancelled> cancellations) {
        this.kinds = kinds;
        this.queues = queues;
        this.places = places;
        this.events = events;
        this.cancellations = cancellations;
    }

    /** From where runs can be claimed; what people have paused or bounded is seen within a second. */
    public Openings openings() {
        Rooms rooms = kinds.rooms();
        Limits limits = rooms.limits();
        List<Openings.Opening> open = queues.open().stream()
                .map(queue -> new Openings.Opening(queue, limits.ofQueue(queue).weight(), rooms.inQueue(queue)))
                .filter(opening -> opening.most() > 0)
                .toList();
        List<Openings.Opening> tenants = limits.tenants().entrySet().stream()
                .map(tenant -> new Openings.Opening(
                        tenant.getKey(), tenant.getValue().weight(), rooms.ofTenant(tenant.getKey())))
                .toList();
        return new Openings(open, tenants, rooms.full());
    }

    /** Whether runs of the queue and the tenant can be claimed and no limit counts them, as far as is known. */
    boolean openToAll(String queue, String tenant) {
        Limits limits = kinds.rooms().limits();
        return !limits.ofQueue(queue).bounds()
                && limits.ofTenant(tenant).maxActive() == null
                && queues.open().contains(queue);
    }

    /** Waits until a place may have become free, at most so long. */
    public void awaitPlace(Duration longest) throws InterruptedException {
        kinds.rooms().await(longest);
    }

    /** As {@link #claim(UUID, List, Collection)}, for whoever takes the refused from the database again. */
    public List<ClaimedRun> claim(UUID member, List<UUID> ids) {
        return claim(member, ids, new ArrayList<>());
    }

    /**
     * Claims what can be claimed of the ids, best first. Those that are held by somebody, final, not yet due, or wait for a
     * pause or a place of their key come again when they can run.
     *
     * @param refused gets those for which their queue's or tenant's limit has no place now: they belong back into their queue
     * @return the runs this member now holds, at most as many as ids
     */
    public List<ClaimedRun> claim(UUID member, List<UUID> ids, Collection<UUID> refused) {
        Decided decided = kinds.claim(member, ids, refused);
        events.tell(decided.skipped());
        events.tell(decided.cancelled());
        if (!decided.cancelled().isEmpty()) {
            cancellations.fire(new RunsCancelled(
                    decided.cancelled().stream().map(RunEvent::run).toList()));
        }
        places.freed(decided.blocked());
        decided.runs().forEach(run -> events.tell(event(run)));
        return decided.runs();
    }

    /** A run of a batch is of an instant long ago by intention: it is not late. */
    private static RunEvent.Claimed event(ClaimedRun run) {
        Duration waited = Duration.between(run.dueAt(), run.claimedAt());
        return new RunEvent.Claimed(
                run.id(),
                run.job(),
                run.queue(),
                run.attempt(),
                run.batched() ? waited : Duration.between(run.scheduledAt(), run.claimedAt()),
                waited);
    }
}
