package carillon.platform;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stops the parts of this member in their order when the JVM is told to terminate, while everything still works. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Shutdown {

    /** First, and without waiting for anything: no new work. */
    public static final int TAKE_NOTHING = 0;

    /** Then: others take over what only one member does. */
    public static final int STEP_BACK = 1;

    /** Then: what is under way ends or is handed back. */
    public static final int END_WORK = 2;

    /** Then: who listens here is told to go elsewhere. */
    public static final int SAY_GOODBYE = 3;

    /** Last: the others forget this member. */
    public static final int LEAVE = 4;

    private static final Logger LOG = Logger.getLogger(Shutdown.class.getName());

    /** What the writing of results and the leaving may take beside the grace for attempts. */
    private static final Duration BESIDE_GRACE = Duration.ofMinutes(1);

    /** Also for those whom the container has taken everything else from. */
    private static final AtomicBoolean OVER = new AtomicBoolean();

    @Inject
    private Threads threads;

    private final Map<Integer, Runnable> steps = new ConcurrentSkipListMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private TermSignal signal;
    private Loop waiting;
    private Duration longest;

    /** A signal's own thread knows nothing of the application: it reads no setting, and the steps run on another. */
    @PostConstruct
    void await() {
        longest = Setting.WORKER_STOP_GRACE.duration().plus(BESIDE_GRACE);
        waiting = threads.loop("shutdown", this::turn);
        signal = TermSignal.install(this::stopAll);
    }

    @PreDestroy
    void end() {
        signal.uninstall();
        waiting.close();
    }

    /** Says what to do when it is time; a step must do no harm when the container calls for the same end later. */
    public void at(int order, Runnable step) {
        steps.put(order, step);
    }

    /** True from the moment at which this member was told to stop. */
    public boolean begun() {
        return asked.getCount() == 0;
    }

    /** True from the moment at which every part has stopped: the server itself ends next. */
    public static boolean isOver() {
        return OVER.get();
    }

    private void stopAll() {
        asked.countDown();
        try {
            if (!done.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warning(() -> "event=stop-incomplete after=" + longest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration turn() throws InterruptedException {
        if (asked.await(1, TimeUnit.SECONDS) && done.getCount() > 0) {
            steps.values().forEach(Shutdown::run);
            OVER.set(true);
            done.countDown();
        }
        return done.getCount() > 0 ? Duration.ZERO : Duration.ofSeconds(1);
    }

    private static void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "event=stop-step-failed next=\"the others find out\"");
        }
    }
}
