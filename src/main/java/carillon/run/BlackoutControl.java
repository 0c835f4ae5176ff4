package carillon.run;

import carillon.job.Blackout;
import carillon.job.BlackoutRepository;
import carillon.job.BlackoutSpec;
import carillon.job.Names;
import carillon.job.UnknownBlackoutException;
import carillon.platform.DatabaseClock;
import carillon.platform.InvalidFieldsException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * What people do with blackouts. Nobody needs to be told of one: claims read them, and so does whatever writes runs, so
 * that one begins and ends by the database's clock.
 */
@ApplicationScoped
public class BlackoutControl {

    private final BlackoutRepository blackouts;
    private final BlackoutRunRepository runs;
    private final RunEvents events;
    private final DatabaseClock clock;

    /** For the container's proxy. */
    protected BlackoutControl() {
        this(null, null, null, null);
    }

    @Inject
    public BlackoutControl(
            BlackoutRepository blackouts, BlackoutRunRepository runs, RunEvents events, DatabaseClock clock) {
        this.blackouts = blackouts;
        this.runs = runs;
        this.events = events;
        this.clock = clock;
    }

    /** By name, those that are over among them. */
    public List<Blackout> list() {
        return blackouts.list();
    }

    /**
     * Stores a new blackout, or changes one. Runs that were written ahead for instants inside one that skips are skipped
     * with it; attempts that have begun go on.
     *
     * @throws InvalidFieldsException when the definition does not hold, or is over already
     */
    @Transactional
    public Blackout put(String name, BlackoutSpec definition) {
        if (!Names.hold(name)) {
            throw InvalidFieldsException.of("name", Names.RULE);
        }
        definition.requireValid();
        if (!definition.until().isAfter(clock.instant())) {
            throw InvalidFieldsException.of(
                    "until", "lies in the past: let it end later; to end a blackout now, delete it");
        }
        Blackout stored = blackouts.put(name, definition);
        events.tell(runs.skip(name));
        return stored;
    }

    /**
     * Ends it at once. What it held goes on; what it skipped stays skipped.
     *
     * @throws UnknownBlackoutException when there is none
     */
    @Transactional
    public void delete(String name) {
        if (!blackouts.delete(name)) {
            throw new UnknownBlackoutException(name);
        }
    }

    /** Runs that were being written in the moment in which a blackout was stored. */
    public void skipStrays() {
        events.tell(runs.skipStrays());
    }
}
