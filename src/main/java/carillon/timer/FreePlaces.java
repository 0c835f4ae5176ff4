package carillon.timer;

import carillon.cluster.Agenda;
import carillon.cluster.Work;
import carillon.run.LimitControl;
import carillon.run.Places;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Hands out runs whose key has a place for them and of which nobody was told: its holder was cancelled or rescued, or who
 * freed the place died before it looked. Also lets limits take effect whose setter died before they did.
 */
@ApplicationScoped
public class FreePlaces {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Places places;
    private final Dispatcher dispatcher;
    private final LimitControl limits;
    private final Agenda agenda;

    /** For the container's proxy. */
    protected FreePlaces() {
        this(null, null, null, null);
    }

    @Inject
    public FreePlaces(Places places, Dispatcher dispatcher, LimitControl limits, Agenda agenda) {
        this.places = places;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.agenda = agenda;
    }

    Duration turn() {
        if (agenda.has(Work.RUNS)) {
            places.sweep().forEach(dispatcher::add);
        }
        if (agenda.has(Work.LIMITS)) {
            limits.settle();
        }
        return EVERY;
    }
}
