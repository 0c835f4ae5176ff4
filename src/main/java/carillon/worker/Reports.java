package carillon.worker;

import carillon.cluster.LocalMember;
import carillon.handler.AttemptReport;
import carillon.platform.CarillonException;
import carillon.platform.DatabaseClock;
import carillon.platform.DatabaseException;
import carillon.run.ClaimedRun;
import carillon.run.Finish;
import carillon.run.LogPiece;
import carillon.run.ProgressRepository;
import carillon.run.RunLogs;
import carillon.run.RunProgress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Collects what attempts tell of themselves and writes it twice a second, all attempts together; nothing for those that tell
 * nothing. What is not yet written when the member dies is lost.
 */
@ApplicationScoped
public class Reports {

    private static final Logger LOG = Logger.getLogger(Reports.class.getName());
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int LONGEST_PIECE = 64 * 1024;

    /** Of one statement. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    /** Of lines that all attempts together hold until they are written, should all of them flood their logs. */
    private static final int MEMORY = 64 * 1024 * 1024;

    private final RunLogs logs;
    private final ProgressRepository progress;
    private final LocalMember member;
    private final DatabaseClock clock;
    /** Read once: a setting costs more than an attempt may. */
    private final int pieceBytes;

    private final int mostBytes;
    private final Map<Report.Key, Report> waiting = new ConcurrentHashMap<>();
    /** Taken from their attempts and not yet written, in order; guarded by this. */
    private final Set<LogPiece> taken = new LinkedHashSet<>();
    /** Likewise. */
    private final Map<UUID, RunProgress> told = new HashMap<>();

    /** For the container's proxy. */
    protected Reports() {
        this.logs = null;
        this.progress = null;
        this.member = null;
        this.clock = null;
        this.pieceBytes = 0;
        this.mostBytes = 0;
    }

    @Inject
    public Reports(RunLogs logs, ProgressRepository progress, LocalMember member, DatabaseClock clock) {
        this.logs = logs;
        this.progress = progress;
        this.member = member;
        this.clock = clock;
        this.pieceBytes = Math.min(LONGEST_PIECE, logs.limit() / 8);
        this.mostBytes = Math.max(LONGEST_PIECE, Math.min(logs.limit(), MEMORY / Math.max(1, member.slots())));
    }

    /** Where the attempt tells of itself. */
    AttemptReport of(ClaimedRun run) {
        return new Report(
                new Report.Key(run.id(), run.attempt()),
                clock,
                pieceBytes,
                mostBytes,
                report -> waiting.putIfAbsent(report.key(), report));
    }

    /** One turn of the writing loop. */
    Duration write() {
        writeAll(Set.of());
        return EVERY;
    }

    /**
     * Writes the last words of attempts that have ended, before their outcomes are: who sees a run end finds its log whole.
     * Should the database refuse now, the outcomes are not held up.
     */
    void writeBefore(Collection<Finish> outcomes) {
        if (waiting.isEmpty()) {
            return;
        }
        Set<Report.Key> ended = outcomes.stream()
                .map(outcome -> new Report.Key(outcome.run().id(), outcome.run().attempt()))
                .filter(waiting::containsKey)
                .collect(Collectors.toSet());
        if (!ended.isEmpty()) {
            tryToWrite(ended);
        }
    }

    /** Writes everything, as far as that is possible now. */
    void writeLast() {
        tryToWrite(Set.copyOf(waiting.keySet()));
    }

    private void tryToWrite(Set<Report.Key> ended) {
        try {
            writeAll(ended);
        } catch (CarillonException e) {
            LOG.log(Level.FINE, e, () -> "event=reports-not-written next=\"tried again\"");
        }
    }

    private synchronized void writeAll(Set<Report.Key> ended) {
        for (Report report : List.copyOf(waiting.values())) {
            // In this order: what comes from now on makes it wait again.
            waiting.remove(report.key(), report);
            taken.addAll(report.takeLines());
            RunProgress latest = report.takeProgress(ended.contains(report.key()));
            if (latest != null) {
                told.merge(latest.run(), latest, (one, other) -> one.attempt() > other.attempt() ? one : other);
            }
            if (report.hasProgress()) {
                waiting.putIfAbsent(report.key(), report);
            }
        }
        try {
            writeLines();
        } finally {
            if (!told.isEmpty()) {
                progress.write(List.copyOf(told.values()));
                told.clear();
            }
        }
    }

    /** Batch by batch; ends early when another member wrote to one of the logs at the same moment. */
    private void writeLines() {
        while (!taken.isEmpty()) {
            List<LogPiece> batch = batch();
            Set<LogPiece> there = append(batch);
            taken.removeAll(there);
            if (there.size() < batch.size()) {
                return;
            }
        }
    }

    private List<LogPiece> batch() {
        List<LogPiece> batch = new ArrayList<>();
        int bytes = 0;
        for (LogPiece piece : taken) {
            bytes += piece.text().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES && !batch.isEmpty()) {
                break;
            }
            batch.add(piece);
        }
        return batch;
    }

    /** One that the database refuses, as of a run whose day is gone, must not hold up the others: it is dropped. */
    private Set<LogPiece> append(List<LogPiece> batch) {
        try {
            return logs.append(member.name(), batch);
        } catch (DatabaseException e) {
            if (batch.size() > 1) {
                return batch.stream()
                        .flatMap(piece -> append(List.of(piece)).stream())
                        .collect(Collectors.toSet());
            }
            if (e.passes()) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "event=log-lines-dropped run=" + batch.get(0).run() + " attempt="
                            + batch.get(0).attempt());
            return Set.copyOf(batch);
        }
    }
}
