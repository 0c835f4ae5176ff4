package carillon.worker;

import carillon.cluster.Command;
import carillon.cluster.CommandDesk;
import carillon.cluster.Heartbeat;
import carillon.cluster.LocalMember;
import carillon.cluster.Members;
import carillon.platform.CarillonException;
import carillon.platform.Loop;
import carillon.platform.Setting;
import carillon.platform.Shutdown;
import carillon.platform.Threads;
import carillon.run.ClaimedRun;
import carillon.run.NearbyWorker;
import carillon.run.Outcomes;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the worker on a member that has the role, and stops it so that nothing it holds is left behind. */
@Singleton
@Startup
@DependsOn("Membership")
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class WorkerLife {

    private static final Logger LOG = Logger.getLogger(WorkerLife.class.getName());
    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(60);

    /** So long a drain waits for a claim under way, less than whoever asked for it waits for the answer. */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(3);

    /** Attempts that are over sooner are not worth a look whether they still count. */
    private static final Duration LASTING = Duration.ofSeconds(1);

    @Inject
    private Worker worker;

    @Inject
    private Attempts attempts;

    @Inject
    private Results results;

    @Inject
    private Reports reports;

    @Inject
    private Outcomes outcomes;

    @Inject
    private Members members;

    @Inject
    private LocalMember local;

    @Inject
    private Heartbeat heartbeat;

    @Inject
    private CommandDesk desk;

    @Inject
    private NearbyWorker nearby;

    @Inject
    private Threads threads;

    @Inject
    private Shutdown shutdown;

    private Loop writing;
    private Loop reporting;
    private Loop limits;
    private Loop reconciling;
    private Loop handedOver;
    private volatile boolean draining;
    private volatile boolean cutOff;

    /** Stopped while the database was away: to be given back when it has come back. */
    private final Queue<ClaimedRun> stopped = new ConcurrentLinkedQueue<>();

    private volatile boolean stopping;
    private volatile long reconciledAt = System.nanoTime();

    @PostConstruct
    void start() {
        if (!local.hasRole("worker")) {
            return;
        }
        heartbeat.report(attempts::count, () -> draining || stopping);
        desk.register(Command.HandOff.class, command -> worker.handOff(command.runs()));
        desk.register(Command.CancelAttempts.class, command -> {
            attempts.cancel(command.runs());
            return 0;
        });
        desk.register(Command.Drain.class, this::drain);
        writing = threads.loop("results", results::write);
        reporting = threads.loop("reports", reports::write);
        limits = threads.loop("limits", () -> {
            attempts.endOverdue();
            return Duration.ofMillis(100);
        });
        reconciling = threads.loop("reconcile", this::reconcile);
        handedOver = threads.loop("handed-over", worker::takeHandedOver);
        nearby.is(worker::takeAtOnce);
        shutdown.at(Shutdown.TAKE_NOTHING, worker::close);
        shutdown.at(Shutdown.END_WORK, this::stop);
        worker.open();
    }

    /** Waits for what runs, hands back the rest, and writes every outcome before it returns. */
    @PreDestroy
    void stop() {
        if (writing == null || stopping) {
            return;
        }
        stopping = true;
        worker.close();
        asFarAsPossible(() -> members.draining(true));
        Duration grace = Setting.WORKER_STOP_GRACE.duration();
        LOG.info(() -> "event=worker-stopping active=" + attempts.count() + " grace=" + grace);
        await(() -> !worker.isClaiming() && attempts.count() == 0, grace);
        handedOver.close();
        reconciling.close();
        limits.close();
        stopped.addAll(attempts.stopAll());
        int rest = stopped.size();
        asFarAsPossible(() -> handBackStopped("the member stopped"));
        await(results::isEmpty, Duration.ofSeconds(10));
        writing.close();
        reporting.close();
        reports.writeLast();
        LOG.info(() -> "event=worker-stopped stopped=" + rest + " kept=" + stopped.size());
    }

    /** A stop goes on while the database is away: what it cannot say there, the others find out. */
    private static void asFarAsPossible(Runnable step) {
        try {
            step.run();
        } catch (CarillonException e) {
            LOG.log(Level.WARNING, e, () -> "event=worker-stop-step-failed next=\"the others rescue what is left\"");
        }
    }

    /** For whoever watches this member. */
    @Produces
    public WorkerStatus status() {
        if (writing == null) {
            return new WorkerStatus(
                    WorkerStatus.State.ABSENT, 0, 0, WorkerStatus.Calls.NONE, WorkerStatus.Programs.NONE, List.of());
        }
        return new WorkerStatus(
                state(),
                local.slots(),
                attempts.inSlots(),
                WorkerStatus.Calls.of(attempts.http()),
                WorkerStatus.Programs.of(attempts.processes()),
                List.of(writing, reporting, limits, reconciling, handedOver));
    }

    private WorkerStatus.State state() {
        if (stopping) {
            return WorkerStatus.State.STOPPING;
        }
        if (draining) {
            return WorkerStatus.State.DRAINING;
        }
        return cutOff ? WorkerStatus.State.CUT_OFF : WorkerStatus.State.OPEN;
    }

    public void standing(@Observes Heartbeat.Standing standing) {
        if (writing == null) {
            return;
        }
        cutOff = standing == Heartbeat.Standing.CUT_OFF;
        openOrClose();
        if (standing != Heartbeat.Standing.BACK) {
            stopped.addAll(attempts.stopAll());
            LOG.warning(() -> "event=attempts-stopped why=" + standing + " runs=" + stopped.size());
        }
        if (standing != Heartbeat.Standing.CUT_OFF) {
            LOG.info(() -> "event=claims-again why=" + standing);
        }
    }

    private int drain(Command.Drain command) {
        draining = command.draining();
        openOrClose();
        members.draining(draining);
        await(() -> !draining || !worker.isClaiming(), LONGEST_CLAIM);
        return 0;
    }

    private void openOrClose() {
        if (draining || cutOff || stopping || shutdown.begun()) {
            worker.close();
        } else {
            worker.open();
        }
    }

    /**
     * Gives back what the database says this member runs and nobody here does: a claim whose answer was lost, or attempts
     * that were stopped while the database was away. Stops what this member performs and the database says is not its own.
     */
    private Duration reconcile() {
        if (!cutOff) {
            handBackStopped("the member could not reach the database");
            handBackUnbegun();
        }
        boolean due = System.nanoTime() - reconciledAt >= RECONCILE_EVERY.toNanos();
        if (!cutOff && (worker.takeDoubt() || due)) {
            reconciledAt = System.nanoTime();
            outcomes.handBackUnknown(local.id(), attempts::known);
        }
        if (!cutOff) {
            stopLost();
        }
        return Duration.ofMillis(500);
    }

    /** Whoever took a run away has told its member so; should that not have come, it is seen here. */
    private void stopLost() {
        List<ClaimedRun> lasting = attempts.lasting(LASTING);
        if (!lasting.isEmpty()) {
            attempts.stop(outcomes.lost(local.id(), lasting));
        }
    }

    private void handBackStopped(String why) {
        List<ClaimedRun> batch = List.copyOf(stopped);
        if (!batch.isEmpty()) {
            outcomes.handBack(local.id(), batch, why);
            stopped.removeAll(batch);
        }
    }

    private void handBackUnbegun() {
        List<ClaimedRun> unbegun = attempts.takeUnbegun();
        if (!unbegun.isEmpty()) {
            stopped.addAll(unbegun);
            handBackStopped("no slot became free in time");
        }
    }

    private static void await(BooleanSupplier condition, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (!condition.getAsBoolean() && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
