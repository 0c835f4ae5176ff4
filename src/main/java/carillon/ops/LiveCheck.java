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
 * Live: every loop of this member comes round. A loop comes round also when its step fails, and a step that waits for a
 * database which does not answer ends by timeouts, after a minute at worst: less than what counts as stuck. So a database
 * that is away does not make a member dead; to start it anew would not help.
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
        if (!parts.started() || parts.stopping()) {
            return live.up()
                    .withData("loops", parts.started() ? "stopping" : "starting")
                    .build();
        }
        return answer(live, parts.loops());
    }

    private HealthCheckResponse answer(HealthCheckResponseBuilder live, List<Loop> loops) {
        List<Round> rounds = loops.stream().map(Round::of).sorted().toList();
        List<Round> stuck = rounds.stream()
                .filter(round -> round.since().compareTo(stuckAfter) > 0)
                .toList();
        live.withData("loops", loops.size());
        if (!rounds.isEmpty()) {
            live.withData("slowest", rounds.get(0).toString());
        }
        if (!stuck.isEmpty()) {
            live.withData("stuck", stuck.stream().map(Round::toString).collect(Collectors.joining(", ")));
        }
        return live.status(stuck.isEmpty()).build();
    }

    /** How long ago a loop came round; the longest first. */
    private record Round(String loop, Duration since) implements Comparable<Round> {

        static Round of(Loop loop) {
            return new Round(loop.name(), loop.sinceTick());
        }

        @Override
        public int compareTo(Round other) {
            return other.since.compareTo(since);
        }

        @Override
        public String toString() {
            return loop + " " + since.toMillis() / 1e3 + " s ago";
        }
    }
}
