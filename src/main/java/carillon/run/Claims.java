package carillon.run;

import carillon.job.QueueNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Takes handed-off runs for a member, as far as the bounds of their keys allow. */
@ApplicationScoped
public class Claims {

    private final ClaimRepository repository;
    private final QueueNames queues;
    private final Places places;
    private final RunEvents events;
    private final Event<RunsCancelled> cancellations;

    /** True when the last claim was of runs with a key: the next is likely to be, and asks for those first. */
    private volatile boolean keyed;

    /** For the container's proxy. */
    protected Claims() {
        this(null, null, null, null, null);
    }

    @Inject
    public Claims(
            ClaimRepository repository,
            QueueNames queues,
            Places places,
            RunEvents events,
            Event<RunsCancelled> cancellations) {
        this.repository = repository;
        this.queues = queues;
        this.places = places;
        this.events = events;
        this.cancellations = cancellations;
    }

    /** Queues whose runs can be claimed; at most a second old. */
    public List<String> queues() {
        return queues.open();
    }

    /**
     * Claims what can be claimed of the ids; the others are held by somebody, final, not yet due, or wait for a pause or
     * a place, and come again when they can run. One round trip when all have a key or none has, as the runs before.
     *
     * @return the runs this member now holds, at most as many as ids
     */
    public List<ClaimedRun> claim(UUID member, List<UUID> ids) {
        List<ClaimedRun> claimed = new ArrayList<>();
        if (keyed) {
            Set<UUID> decided = claimKeyed(member, ids, claimed);
            claimFree(member, without(ids, decided), claimed);
        } else {
            claimFree(member, ids, claimed);
            Set<UUID> taken = new HashSet<>();
            claimed.forEach(run -> taken.add(run.id()));
            claimKeyed(member, without(ids, taken), claimed);
        }
        claimed.forEach(run -> events.tell(event(run)));
        return claimed;
    }

    private void claimFree(UUID member, List<UUID> ids, List<ClaimedRun> claimed) {
        if (!ids.isEmpty()) {
            List<ClaimedRun> free = repository.claim(member, ids);
            claimed.addAll(free);
            keyed = keyed && free.isEmpty();
        }
    }

    /** Returns the runs about which it was decided. */
    private Set<UUID> claimKeyed(UUID member, List<UUID> ids, List<ClaimedRun> claimed) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        ClaimRepository.Decided decided = repository.claimKeyed(member, ids);
        keyed = !decided.isEmpty();
        claimed.addAll(decided.runs());
        events.tell(decided.skipped());
        events.tell(decided.cancelled());
        if (!decided.cancelled().isEmpty()) {
            cancellations.fire(new RunsCancelled(
                    decided.cancelled().stream().map(RunEvent::run).toList()));
        }
        places.freed(decided.blocked());
        return decided.ids();
    }

    private static List<UUID> without(List<UUID> ids, Set<UUID> taken) {
        if (taken.size() >= ids.size() && taken.containsAll(ids)) {
            return List.of();
        }
        return ids.stream().filter(id -> !taken.contains(id)).distinct().toList();
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
