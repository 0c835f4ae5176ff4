package carillon.timer;

import carillon.cluster.Heartbeat;
import carillon.cluster.Members;
import carillon.run.RescueRepository;
import carillon.run.RunEvent.Rescued;
import carillon.run.RunEvents;
import carillon.run.RunState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Takes runs back from members that are gone. The database must have been in reach for as long as a silence is judged
 * by: after an outage every heartbeat looks old, and every member first gets the chance to renew its own.
 */
@ApplicationScoped
public class Rescue {

    private static final Duration EVERY = Duration.ofMillis(500);

    /** A claim that was under way while its member was given up is found by looking again. */
    private static final Duration LOOK_AGAIN_FOR = Duration.ofSeconds(5);

    private static final Duration LOOK_ANYWAY_EVERY = Duration.ofSeconds(60);

    /** A heartbeat that took longer means that the database was out of reach. */
    private static final Duration LOST_CONTACT = Duration.ofMillis(2_500);

    private final Members members;
    private final Heartbeat heartbeat;
    private final RescueRepository repository;
    private final Dispatcher dispatcher;
    private final RunEvents events;
    private volatile long contactSince = System.nanoTime();
    private long givenUpAt = System.nanoTime() - LOOK_AGAIN_FOR.toNanos();
    private long lookedAt = System.nanoTime() - LOOK_ANYWAY_EVERY.toNanos();

    /** For the container's proxy. */
    protected Rescue() {
        this(null, null, null, null, null);
    }

    @Inject
    public Rescue(
            Members members,
            Heartbeat heartbeat,
            RescueRepository repository,
            Dispatcher dispatcher,
            RunEvents events) {
        this.members = members;
        this.heartbeat = heartbeat;
        this.repository = repository;
        this.dispatcher = dispatcher;
        this.events = events;
    }

    /** One turn: gives up silent members, and takes back what they held. */
    Duration turn() {
        long now = System.nanoTime();
        if (heartbeat.sinceSuccess().compareTo(LOST_CONTACT) > 0) {
            contactSince = now;
            return EVERY;
        }
        if (!members.giveUpSilent(Duration.ofNanos(now - contactSince)).isEmpty()) {
            givenUpAt = now;
        }
        boolean fresh = now - givenUpAt < LOOK_AGAIN_FOR.toNanos();
        if (fresh || now - lookedAt >= LOOK_ANYWAY_EVERY.toNanos()) {
            lookedAt = now;
            takeBack(members.gone());
        }
        return EVERY;
    }

    private void takeBack(List<UUID> gone) {
        List<Rescued> rescued = repository.rescue(gone);
        for (Rescued run : rescued) {
            if (run.now() == RunState.retrying) {
                dispatcher.addDue(run);
            }
        }
        events.tell(rescued);
    }
}
