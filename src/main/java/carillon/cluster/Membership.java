package carillon.cluster;

import carillon.platform.DatabaseClock;
import carillon.platform.Loop;
import carillon.platform.Shutdown;
import carillon.platform.Threads;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/** Brings this member into the cluster at its start, keeps it there, and takes it out at its end. */
@Singleton
@Startup
@DependsOn("PartitionsStart")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Membership {

    private static final Logger LOG = Logger.getLogger(Membership.class.getName());

    @Inject
    private HazelcastInstance hazelcast;

    @Inject
    private Cluster cluster;

    @Inject
    private Heartbeat heartbeat;

    @Inject
    private TimerLease lease;

    @Inject
    private CommandDesk desk;

    @Inject
    private LocalMember local;

    @Inject
    private ClusterRepository repository;

    @Inject
    private DatabaseClock clock;

    @Inject
    private Threads threads;

    @Inject
    private Shutdown shutdown;

    private UUID listener;
    private Loop beats;
    private Loop leases;
    private Loop watch;
    private final AtomicBoolean left = new AtomicBoolean();

    @PostConstruct
    void join() {
        clock.read();
        heartbeat.beat();
        desk.register(Command.StepDown.class, command -> {
            lease.stepDown();
            return 0;
        });
        hazelcast.getUserContext().put(CommandDesk.KEY, desk);
        beats = threads.loop("heartbeat", heartbeat::beat);
        watch = threads.loop("watch", () -> {
            heartbeat.watch();
            return Duration.ofMillis(250);
        });
        leases = threads.loop("lease", this::watchLease);
        listener = hazelcast.getCluster().addMembershipListener(new Watcher());
        shutdown.at(Shutdown.STEP_BACK, lease::stepDown);
        shutdown.at(Shutdown.LEAVE, this::leave);
        LOG.info(() -> "event=member-up member=" + local.id() + " name=" + local.name() + " roles=" + local.roles());
    }

    /** A lease that was just taken is renewed from now on, not from the next beat on. */
    private Duration watchLease() {
        boolean held = lease.held();
        Duration wait = lease.turn();
        if (lease.held() && !held) {
            beats.wake();
        }
        return wait;
    }

    /** The row goes last, after everything else of this member has ended. */
    @PreDestroy
    void leave() {
        if (!left.compareAndSet(false, true)) {
            return;
        }
        hazelcast.getCluster().removeMembershipListener(listener);
        leases.close();
        lease.release();
        watch.close();
        beats.close();
        hazelcast.getUserContext().remove(CommandDesk.KEY);
        repository.leave(local.id());
        LOG.info(() -> "event=member-down member=" + local.id());
    }

    /** Loops whose coming round shows that this member is alive. */
    public List<Loop> loops() {
        return List.of(beats, leases);
    }

    /** Looks at once when somebody comes or goes, instead of at the next beat. */
    private final class Watcher implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            beats.wake();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            cluster.left();
            beats.wake();
            leases.wake();
        }
    }
}
