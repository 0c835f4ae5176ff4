package carillon.ops;

import carillon.platform.Loop;
import carillon.platform.Setting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Live: every loop of this member comes round. A loop comes round also when its step fails, and no statement lasts longer
 * than the socket's timeout: a database that is away does not make a member dead, since starting it anew would not help.
 */
@Liveness
@ApplicationScoped
public class LiveCheck implements HealthCheck {

    private final Parts parts;
    private final Duration stuckAfter = Setting.HEALTH_STUCK_AFTER.duration();

    /** For the container's proxy. */
    protected LiveCheck() {
        this(null);
    }

    @Inject
    public LiveCheck(Parts parts) {
        this.parts = parts;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder live = HealthCheckResponse.named("carillon-live");
        if (!parts.started()) {
            return live.up().withData("loops", "starting").build();
        }
        return answer(live, parts.loops());
    }

    private HealthCheckResponse answer(HealthCheckResponseBuilder live, List<Loop> loops) {
        String stuck = loops.stream()
                .filter(loop -> loop.sinceTick().compareTo(stuckAfter) > 0)
                .map(loop -> loop.name() + " for " + loop.sinceTick().toSeconds() + " s")
                .collect(Collectors.joining(", "));
        live.withData("loops", loops.size());
        return stuck.isEmpty()
                ? live.up().build()
                : live.down().withData("stuck", stuck).build();
    }
}
