package carillon.ops;

import carillon.timer.TimerStatus;
import carillon.worker.WorkerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the member has started, reaches the database, and was asked neither to drain nor to stop. Without Redis it is
 * degraded and still ready: runs reach the workers through the cluster.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {

    private final Parts parts;
    private final Reach reach;

    /** For the container's proxy. */
    protected ReadyCheck() {
        this(null, null);
    }

    @Inject
    public ReadyCheck(Parts parts, Reach reach) {
        this.parts = parts;
        this.reach = reach;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder ready = HealthCheckResponse.named("carillon-ready")
                .withData("member", parts.local().id().toString())
                .withData("name", parts.local().name())
                .withData("version", parts.local().version());
        if (!parts.started()) {
            return ready.down().withData("trouble", "starting").build();
        }
        if (parts.stopping()) {
            return ready.down().withData("trouble", "stopping").build();
        }
        boolean reachable = stores(ready);
        boolean open = worker(ready);
        timer(ready);
        return ready.status(reachable && open).build();
    }

    private boolean stores(HealthCheckResponseBuilder ready) {
        boolean reachable = reach.database();
        ready.withData("database", reachable ? "up" : "away");
        if (!reachable) {
            ready.withData(
                    "trouble",
                    "no heartbeat reached the database for "
                            + reach.sinceHeartbeat().toSeconds() + " s");
        }
        ready.withData("redis", reach.redis() ? "up" : "degraded");
        return reachable;
    }

    private boolean worker(HealthCheckResponseBuilder ready) {
        WorkerStatus worker = parts.worker();
        ready.withData("worker", worker.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return switch (worker.state()) {
            case DRAINING, STOPPING -> false;
            case ABSENT, OPEN, CUT_OFF -> true;
        };
    }

    private void timer(HealthCheckResponseBuilder ready) {
        TimerStatus timer = parts.timer();
        boolean eligible = parts.local().hasRole("timer");
        ready.withData("timer", timer.active() ? "active" : eligible ? "standby" : "absent");
        if (timer.active()) {
            ready.withData("epoch", timer.epoch());
        }
    }
}
