package carillon.ops;

import carillon.ops.Kept.Answer;
import carillon.platform.DatabaseClock;
import carillon.platform.Threads;
import carillon.queue.HandOff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Whether this member reaches the database and Redis, as of a second ago at most. */
@ApplicationScoped
public class Reach {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Kept<Boolean> database;
    private final Kept<Boolean> redis;

    /** For the container's proxy. */
    protected Reach() {
        this.database = null;
        this.redis = null;
    }

    @Inject
    public Reach(DatabaseClock clock, HandOff handOff, Threads threads) {
        Kept.Times times = new Kept.Times(FRESH, PATIENCE, Duration.ZERO);
        this.database =
                new Kept<>(() -> readsTime(clock), task -> threads.executor().execute(task), times);
        this.redis = new Kept<>(handOff::answers, task -> threads.executor().execute(task), times);
    }

    /** Asks both; returns at once. Whoever asks for one after the other waits two seconds in all. */
    void ask() {
        database.ask();
        redis.ask();
    }

    /** True when the database answers a statement; null, with the trouble, when it does not within two seconds. */
    Answer<Boolean> database() {
        return database.get();
    }

    boolean redis() {
        return Boolean.TRUE.equals(redis.get().value());
    }

    private static boolean readsTime(DatabaseClock clock) {
        clock.read();
        return true;
    }
}
