package carillon.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the migrations are done and the member has joined the cluster; from then on it stays so. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {

    private final Parts parts;

    /** For the container's proxy. */
    protected StartedCheck() {
        this(null);
    }

    @Inject
    public StartedCheck(Parts parts) {
        this.parts = parts;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("carillon-started")
                .status(parts.started())
                .withData("member", parts.local().id().toString())
                .withData("version", parts.local().version())
                .build();
    }
}
