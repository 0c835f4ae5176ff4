package carillon.timer;

import carillon.platform.Setting;
import carillon.run.TargetedRepository;
import carillon.run.WaitingRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** Finds runs that will be due soon and of which the dispatcher was not told: retries, and lost announcements. */
@ApplicationScoped
public class Sweep {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final WaitingRepository waiting;
    private final TargetedRepository targeted;
    private final Dispatcher dispatcher;
    private final int most = Setting.TIMER_MAX_AHEAD.number();

    /** For the container's proxy. */
    protected Sweep() {
        this(null, null, null);
    }

    @Inject
    public Sweep(WaitingRepository waiting, TargetedRepository targeted, Dispatcher dispatcher) {
        this.waiting = waiting;
        this.targeted = targeted;
        this.dispatcher = dispatcher;
    }

    /** One turn. Looks two periods ahead, so that a late turn makes no run late. */
    Duration turn() {
        Duration ahead = EVERY.multipliedBy(2);
        waiting.coming(ahead, most).forEach(dispatcher::add);
        List<String> awaited = targeted.awaited();
        if (!awaited.isEmpty()) {
            targeted.coming(awaited, ahead, most).forEach(dispatcher::add);
        }
        return EVERY;
    }
}
