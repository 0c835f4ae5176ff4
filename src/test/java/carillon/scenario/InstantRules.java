package carillon.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every scheduled instant has one row, and every row has an instant. */
final class InstantRules {

    /** The timer may have fired so far ahead; more than any horizon that scenarios use. */
    private static final Duration AHEAD = Duration.ofSeconds(60);

    private final History history;
    private final Told told;
    private final Map<UUID, List<HistoryRun>> runs;

    InstantRules(History history, Told told) {
        this.history = history;
        this.told = told;
        this.runs = history.runsByJob();
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        return Stream.of(
                        acknowledgedButAbsent(),
                        runsWithoutJob(),
                        history.jobs().stream().flatMap(this::ofJob),
                        doubledIds())
                .flatMap(lines -> lines);
    }

    private Stream<String> acknowledgedButAbsent() {
        Set<UUID> there = history.jobs().stream().map(HistoryJob::id).collect(Collectors.toSet());
        return told.created().stream()
                .filter(job -> !there.contains(job))
                .map(job -> "job " + job + " was acknowledged and is not there");
    }

    private Stream<String> runsWithoutJob() {
        Set<UUID> there = history.jobs().stream().map(HistoryJob::id).collect(Collectors.toSet());
        return history.runs().stream().filter(run -> !there.contains(run.job())).map(run -> run + " has no job");
    }

    private Stream<String> doubledIds() {
        Set<UUID> seen = new HashSet<>();
        return history.runs().stream().filter(run -> !seen.add(run.id())).map(run -> run + " has its id twice");
    }

    private Stream<String> ofJob(HistoryJob job) {
        List<HistoryRun> rows = runs.getOrDefault(job.id(), List.of());
        return Stream.of(doubled(job, rows), missing(job, rows), alien(job, rows), miscounted(job, rows))
                .flatMap(lines -> lines);
    }

    private static Stream<String> doubled(HistoryJob job, List<HistoryRun> rows) {
        Set<Instant> seen = new HashSet<>();
        return rows.stream()
                .map(HistoryRun::scheduledAt)
                .filter(at -> !seen.add(at))
                .map(at -> job + " has two rows for " + at);
    }

    private Stream<String> missing(HistoryJob job, List<HistoryRun> rows) {
        Told.Pause pause = told.pauseOf(job.id());
        SortedSet<Instant> expected = HistoryInstants.of(job, pause == null ? history.readAt() : pause.before());
        rows.forEach(run -> expected.remove(run.scheduledAt()));
        return expected.stream().filter(at -> !at.isAfter(history.readAt())).map(at -> job + " has no row for " + at);
    }

    private Stream<String> alien(HistoryJob job, List<HistoryRun> rows) {
        Told.Pause pause = told.pauseOf(job.id());
        SortedSet<Instant> possible =
                HistoryInstants.of(job, pause == null ? history.readAt().plus(AHEAD) : pause.after());
        return rows.stream()
                .filter(run -> !possible.contains(run.scheduledAt()))
                .map(run -> run + " belongs to no instant of its job");
    }

    /** A one-shot job whose run came with it is not counted. */
    private static Stream<String> miscounted(HistoryJob job, List<HistoryRun> rows) {
        return job.oneShot() || job.fired() == rows.size()
                ? Stream.empty()
                : Stream.of(job + " counts " + job.fired() + " instants and has " + rows.size() + " rows");
    }
}
