package carillon.ops;

import carillon.cluster.Heartbeat;
import carillon.queue.HandOff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Whether this member reaches the database and Redis. */
@ApplicationScoped
public class Reach {

    /** Heartbeats come each second; after so long at least one has failed or hangs. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final Kept.Times TIMES =
            new Kept.Times(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ZERO);

    private final Heartbeat heartbeat;
    private final Errands errands = new Errands();
    private final Kept<Boolean> redis;

    /** For the container's proxy. */
    protected Reach() {
        this(null, null);
    }

    @Inject
    public Reach(Heartbeat heartbeat, HandOff handOff) {
        this.heartbeat = heartbeat;
        this.redis = handOff == null ? null : new Kept<>(handOff::answers, errands, TIMES);
    }

    Duration turn() throws InterruptedException {
        return errands.turn();
    }

    /** True while the database takes this member's heartbeats; known without asking it. */
    boolean database() {
        return sinceHeartbeat().compareTo(SILENCE) < 0;
    }

    Duration sinceHeartbeat() {
        return heartbeat.sinceSuccess();
    }

    /** True when Redis has answered within the last second, or does so within half of one: probes do not wait long. */
    boolean redis() {
        return redis.get().orElse(false);
    }
}
