package carillon.timer;

import carillon.run.RunEvent;
import carillon.run.RunEvents;
import carillon.run.TargetedRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** Gives up runs whose member stays away for longer than their job lets them wait. */
@ApplicationScoped
public class Expiry {

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final TargetedRepository repository;
    private final RunEvents events;

    /** For the container's proxy. */
    protected Expiry() {
        this(null, null);
    }

    @Inject
    public Expiry(TargetedRepository repository, RunEvents events) {
        this.repository = repository;
        this.events = events;
    }

    Duration turn() {
        List<RunEvent> expired = repository.expire();
        events.tell(expired);
        return expired.isEmpty() ? EVERY : Duration.ZERO;
    }
}
