package carillon.ops;

import carillon.worker.WorkerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.DoubleSupplier;

/** Shows how this member stands, and brings the gauges of the queues into being. */
@ApplicationScoped
public class MemberGauges {

    private final Meters meters;
    private final Parts parts;
    private final Reach reach;
    private final QueueGauges queues;

    /** For the container's proxy. */
    protected MemberGauges() {
        this(null, null, null, null);
    }

    @Inject
    public MemberGauges(Meters meters, Parts parts, Reach reach, QueueGauges queues) {
        this.meters = meters;
        this.parts = parts;
        this.reach = reach;
        this.queues = queues;
    }

    void show(@Observes @Initialized(ApplicationScoped.class) Object started) {
        gauge("carillon_queues", "Queues with figures of their own", queues::count);
        gauge("carillon_redis_up", "1 while this member reaches Redis", () -> number(reach.redis()));
        gauge(
                "carillon_timer_active",
                "1 on the member that is the active timer",
                () -> number(parts.timer().active()));
        gauge("carillon_timer_epoch", "Epoch of this member's lease, 0 without one", () -> parts.timer()
                .epoch());
        gauge("carillon_worker_slots", "Attempts this member performs at once", () -> parts.worker()
                .slots());
        gauge("carillon_worker_active", "Attempts in the slots of this member", () -> parts.worker()
                .active());
        gauge("carillon_http_active", "Calls of targets under way on this member", () -> calls().active());
        gauge("carillon_http_waiting", "Calls that wait until their target has fewer", () -> calls().waiting());
        gauge(
                "carillon_http_breakers_open",
                "Targets that are left alone because they did not answer",
                () -> calls().openBreakers());
        gauge("carillon_process_slots", "Programs this member runs at once, 0 when it allows none", () -> programs()
                .slots());
        gauge("carillon_process_active", "Programs that run on this member", () -> programs()
                .active());
        gauge("carillon_process_waiting", "Attempts that wait for a program to end", () -> programs()
                .waiting());
    }

    private WorkerStatus.Calls calls() {
        return parts.worker().calls();
    }

    private WorkerStatus.Programs programs() {
        return parts.worker().programs();
    }

    /** A scrape does not wait for a member that is still starting. */
    private void gauge(String name, String help, DoubleSupplier value) {
        meters.gauge(name, help, () -> parts.started() ? value.getAsDouble() : Double.NaN);
    }

    private static double number(boolean yes) {
        return yes ? 1 : 0;
    }
}
