package carillon.worker;

import carillon.cluster.LocalMember;
import carillon.platform.DatabaseException;
import carillon.run.Finish;
import carillon.run.Outcomes;
import carillon.run.RunState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Collects outcomes for a few milliseconds and writes them together. What is not yet written is kept and tried again: the
 * runs stay this member's until it is written, or until others have given this member up and it no longer counts.
 */
@ApplicationScoped
public class Results {

    private static final Logger LOG = Logger.getLogger(Results.class.getName());
    private static final int BATCH = 500;
    private static final long GATHER_MILLIS = 2;

    /** With so many outcomes unwritten the database is behind, and nothing more is claimed. */
    private static final int TOO_MANY = 5_000;

    private final Outcomes outcomes;
    private final Reports reports;
    private final LocalMember member;
    private final LinkedBlockingQueue<Finish> waiting = new LinkedBlockingQueue<>();

    /** How many outcomes of each run are not yet written: from their coming to their commit, wherever they are. */
    private final Map<UUID, Integer> unwritten = new ConcurrentHashMap<>();

    private volatile List<Finish> batch = List.of();

    /** For the container's proxy. */
    protected Results() {
        this(null, null, null);
    }

    @Inject
    public Results(Outcomes outcomes, Reports reports, LocalMember member) {
        this.outcomes = outcomes;
        this.reports = reports;
        this.member = member;
    }

    void add(Finish finish) {
        unwritten.merge(finish.run().id(), 1, Integer::sum);
        waiting.add(finish);
    }

    boolean behind() {
        return waiting.size() > TOO_MANY;
    }

    boolean isEmpty() {
        return unwritten.isEmpty();
    }

    /** Runs whose outcome is not yet written. */
    Set<UUID> pending() {
        return Set.copyOf(unwritten.keySet());
    }

    /** One turn of the writing loop: waits for outcomes up to half a second and writes them. */
    Duration write() throws InterruptedException {
        if (batch.isEmpty()) {
            batch = gather();
        }
        if (!batch.isEmpty()) {
            writeBatch();
            batch.forEach(this::written);
            batch = List.of();
        }
        return Duration.ZERO;
    }

    private void written(Finish finish) {
        unwritten.computeIfPresent(finish.run().id(), (run, count) -> count == 1 ? null : count - 1);
    }

    private List<Finish> gather() throws InterruptedException {
        Finish first = waiting.poll(500, TimeUnit.MILLISECONDS);
        if (first == null) {
            return List.of();
        }
        if (waiting.size() < BATCH) {
            Thread.sleep(GATHER_MILLIS);
        }
        List<Finish> gathered = new ArrayList<>(BATCH);
        gathered.add(first);
        waiting.drainTo(gathered, BATCH - 1);
        return gathered;
    }

    private void writeBatch() {
        reports.writeBefore(batch);
        try {
            outcomes.finish(member.id(), batch);
        } catch (DatabaseException e) {
            // One of them cannot be stored as it is, such as a result with a character that jsonb has not.
            LOG.log(Level.WARNING, e, () -> "event=batch-refused size=" + batch.size() + " next=\"one by one\"");
            batch.forEach(this::writeAlone);
        }
    }

    private void writeAlone(Finish finish) {
        try {
            outcomes.finish(member.id(), List.of(finish));
        } catch (DatabaseException e) {
            if (e.passes()) {
                // The outcome is good, and tried again.
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "event=outcome-refused run=" + finish.run().id() + " job="
                            + finish.run().job() + " next=failed");
            writeRefused(unstorable(finish, e));
        }
    }

    /** One that cannot even be written as failed must not hold up the others; its run is given back as unknown. */
    private void writeRefused(Finish failed) {
        try {
            outcomes.finish(member.id(), List.of(failed));
        } catch (DatabaseException e) {
            if (e.passes()) {
                throw e;
            }
            LOG.log(
                    Level.SEVERE,
                    e,
                    () -> "event=outcome-dropped run=" + failed.run().id() + " job="
                            + failed.run().job() + " next=\"the run is given back\"");
        }
    }

    private static Finish unstorable(Finish finish, DatabaseException refusal) {
        return new Finish(
                finish.run(),
                RunState.failed,
                finish.startedAfter(),
                finish.took(),
                Duration.ZERO,
                null,
                "The outcome could not be stored (" + refusal.sqlState() + "): its result or error is no valid text.");
    }
}
