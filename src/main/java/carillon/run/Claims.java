package carillon.run;

import carillon.job.QueueNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Takes handed-off runs for a member, as far as their jobs' bounds allow. */
@ApplicationScoped
public class Claims {

    private final ClaimRepository repository;
    private final QueueNames queues;
    private final RunEvents events;

    /** For the container's proxy. */
    protected Claims() {
        this(null, null, null);
    }

    @Inject
    public Claims(ClaimRepository repository, QueueNames queues, RunEvents events) {
        this.repository = repository;
        this.queues = queues;
        this.events = events;
    }

    /** Queues whose runs can be claimed; at most a second old. */
    public List<String> queues() {
        return queues.open();
    }

    /**
     * Claims what can be claimed of the ids; the others are held by somebody, final, not yet due, or wait for a pause or
     * a bound, and come again by the timer's sweep if they still wait.
     *
     * @return the runs this member now holds, at most as many as ids
     */
    public List<ClaimedRun> claim(UUID member, List<UUID> ids) {
        List<ClaimedRun> claimed = new ArrayList<>(repository.claim(member, ids));
        List<UUID> rest = without(ids, claimed);
        if (!rest.isEmpty()) {
            ClaimRepository.Decided decided = repository.claimKeyed(member, rest);
            claimed.addAll(decided.runs());
            events.tell(decided.skipped());
        }
        claimed.forEach(run -> events.tell(event(run)));
        return claimed;
    }

    private static List<UUID> without(List<UUID> ids, List<ClaimedRun> claimed) {
        if (claimed.size() == ids.size()) {
            return List.of();
        }
        Set<UUID> taken = new HashSet<>();
        claimed.forEach(run -> taken.add(run.id()));
        return ids.stream().filter(id -> !taken.contains(id)).distinct().toList();
    }

    private static RunEvent.Claimed event(ClaimedRun run) {
        return new RunEvent.Claimed(
                run.id(),
                run.job(),
                run.queue(),
                run.attempt(),
                Duration.between(run.scheduledAt(), run.claimedAt()),
                Duration.between(run.dueAt(), run.claimedAt()));
    }
}
