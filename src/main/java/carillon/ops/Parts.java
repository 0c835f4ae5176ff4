package carillon.ops;

import carillon.cluster.LocalMember;
import carillon.cluster.Members;
import carillon.cluster.Membership;
import carillon.platform.Loop;
import carillon.platform.Shutdown;
import carillon.timer.TimerStatus;
import carillon.worker.WorkerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/** Asks the parts of this member how they stand. */
@ApplicationScoped
public class Parts {

    private final LocalMember local;
    private final Members members;
    private final Membership membership;
    private final Shutdown shutdown;
    private final Instance<TimerStatus> timer;
    private final Instance<WorkerStatus> worker;

    /** For the container's proxy. */
    protected Parts() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public Parts(
            LocalMember local,
            Members members,
            Membership membership,
            Shutdown shutdown,
            Instance<TimerStatus> timer,
            Instance<WorkerStatus> worker) {
        this.local = local;
        this.members = members;
        this.membership = membership;
        this.shutdown = shutdown;
        this.timer = timer;
        this.worker = worker;
    }

    LocalMember local() {
        return local;
    }

    /** True once the migrations are done and the cluster knows this member; the other questions wait for that. */
    boolean started() {
        return members.list().stream().anyMatch(member -> member.id().equals(local.id()));
    }

    /** True once this member was told to stop. */
    boolean stopping() {
        return shutdown.begun();
    }

    TimerStatus timer() {
        return once(timer);
    }

    WorkerStatus worker() {
        return once(worker);
    }

    /** Every loop whose coming round shows that this member lives. */
    List<Loop> loops() {
        return Stream.of(membership.loops(), timer().loops(), worker().loops())
                .flatMap(List::stream)
                .toList();
    }

    private static <T> T once(Instance<T> status) {
        try (Instance.Handle<T> handle = status.getHandle()) {
            return handle.get();
        }
    }
}
