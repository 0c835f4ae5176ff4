package carillon.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Collection;

/** Tells whoever listens what happened to runs. */
@ApplicationScoped
public class RunEvents {

    private final Event<RunEvent> event;

    /** For the container's proxy. */
    protected RunEvents() {
        this(null);
    }

    @Inject
    public RunEvents(Event<RunEvent> event) {
        this.event = event;
    }

    public void tell(RunEvent happened) {
        event.fire(happened);
    }

    public void tell(Collection<? extends RunEvent> happened) {
        happened.forEach(event::fire);
    }
}
