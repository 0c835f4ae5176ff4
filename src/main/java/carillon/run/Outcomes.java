package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Records what became of attempts. */
@ApplicationScoped
public class Outcomes {

    private static final Logger LOG = Logger.getLogger(Outcomes.class.getName());

    private final FinishRepository repository;
    private final HandBackRepository handBacks;
    private final CallbackRepository callbacks;
    private final Places places;
    private final RunEvents events;
    private final Event<RunsReleased> announcements;

    /** For the container's proxy. */
    protected Outcomes() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public Outcomes(
            FinishRepository repository,
            HandBackRepository handBacks,
            CallbackRepository callbacks,
            Places places,
            RunEvents events,
            Event<RunsReleased> announcements) {
        this.repository = repository;
        this.handBacks = handBacks;
        this.callbacks = callbacks;
        this.places = places;
        this.events = events;
        this.announcements = announcements;
    }

    /**
     * Writes a batch of outcomes durably, in one statement; in another one those that targets have taken over. An outcome of an
     * attempt that this member has lost changes nothing. Runs that waited for a place that is free now are let go.
     */
    public void finish(UUID member, List<Finish> batch) {
        List<Finish> taken = batch.stream()
                .filter(finish -> finish.state() == RunState.active)
                .toList();
        if (taken.isEmpty()) {
            end(member, batch);
            return;
        }
        callbacks.handOver(member, taken);
        List<Finish> ended = batch.stream()
                .filter(finish -> finish.state() != RunState.active)
                .toList();
        if (!ended.isEmpty()) {
            end(member, ended);
        }
    }

    private void end(UUID member, List<Finish> batch) {
        FinishRepository.Written done = repository.finish(member, batch);
        Set<UUID> written = done.ids();
        for (Finish finish : batch) {
            if (written.contains(finish.run().id())) {
                events.tell(event(finish));
                comeBackSooner(finish);
            }
        }
        announce(done.again());
        places.freed(freed(batch, written));
    }

    /** Of what the sweep would find too late, or just in time; a later retry it finds in good time. */
    private void announce(List<DueRun> again) {
        if (!again.isEmpty()) {
            announcements.fire(new RunsReleased(again));
        }
    }

    /** Should this member die before, or the database not answer, the run comes back when its pause is over. */
    private void comeBackSooner(Finish finish) {
        if (finish.postponed()) {
            finish.postponement()
                    .sooner()
                    .thenRun(() -> announce(handBacks.recall(finish.run())))
                    .exceptionally(failure -> {
                        LOG.log(
                                Level.WARNING,
                                failure,
                                () -> "event=not-recalled run=" + finish.run().id()
                                        + " next=\"it waits for its pause\"");
                        return null;
                    });
        }
    }

    private static Set<String> freed(List<Finish> batch, Set<UUID> written) {
        return batch.stream()
                .filter(finish -> finish.state().isFinal() && finish.run().awaitedKey() != null)
                .filter(finish -> written.contains(finish.run().id()))
                .map(finish -> finish.run().awaitedKey())
                .collect(Collectors.toSet());
    }

    /** Gives back runs that this member will not finish; their next attempt may begin at once elsewhere. */
    public void handBack(UUID member, Collection<ClaimedRun> runs, String why) {
        List<DueRun> written = handBacks.handBack(member, runs, why);
        Set<UUID> ids = written.stream().map(DueRun::id).collect(Collectors.toSet());
        for (ClaimedRun run : runs) {
            if (ids.contains(run.id())) {
                events.tell(new RunEvent.HandedBack(run.id(), run.job(), run.queue(), run.attempt(), why));
            }
        }
        announce(written);
    }

    /**
     * Gives back runs that the database says the member performs and the member knows nothing of. Claims of the last five
     * seconds are left alone: their answer may be on its way.
     *
     * @param known the runs that the member performs; asked just before the statement
     */
    public void handBackUnknown(UUID member, Supplier<List<UUID>> known) {
        HandBackRepository.HandedBack handedBack = handBacks.handBackUnknown(member, known.get());
        events.tell(handedBack.events());
        announce(handedBack.again());
    }

    /** Those of the runs whose attempt is not the member's any more: its outcome does not count. */
    public List<ClaimedRun> lost(UUID member, Collection<ClaimedRun> runs) {
        Set<UUID> lost = repository.lost(member, runs);
        return runs.stream().filter(run -> lost.contains(run.id())).toList();
    }

    private static RunEvent event(Finish finish) {
        ClaimedRun run = finish.run();
        if (finish.postponed()) {
            return new RunEvent.Postponed(
                    run.id(), run.job(), run.queue(), run.attempt(), finish.pause(), finish.error());
        }
        return switch (finish.state()) {
            case succeeded -> new RunEvent.Succeeded(run.id(), run.job(), run.queue(), run.attempt(), finish.took());
            case retrying ->
                new RunEvent.Retried(run.id(), run.job(), run.queue(), run.attempt(), finish.took(), finish.error());
            case failed ->
                new RunEvent.Failed(run.id(), run.job(), run.queue(), run.attempt(), finish.took(), finish.error());
            default -> throw new IllegalStateException("An attempt does not end as " + finish.state());
        };
    }
}
