package carillon.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Never more runs of a job at once than it allows. */
final class BoundRules {

    private final History history;

    BoundRules(History history) {
        this.history = history;
    }

    /** What does not hold, one line each. */
    Stream<String> violations() {
        Map<UUID, List<HistoryRun>> runs = history.runsByJob();
        return history.jobs().stream().flatMap(job -> ofJob(job, runs.getOrDefault(job.id(), List.of())));
    }

    private Stream<String> ofJob(HistoryJob job, List<HistoryRun> runs) {
        List<Edge> edges = new ArrayList<>();
        for (HistoryAttempt attempt :
                runs.stream().flatMap(run -> run.attempts().stream()).toList()) {
            if (attempt.startedAt() != null) {
                edges.add(new Edge(attempt.startedAt(), 1));
                edges.add(new Edge(attempt.finishedAt() == null ? history.readAt() : attempt.finishedAt(), -1));
            }
        }
        // At the same microsecond the end counts first.
        edges.sort(Comparator.comparing(Edge::at).thenComparing(Edge::change));
        Violations violations = Violations.of(job);
        int atOnce = 0;
        for (Edge edge : edges) {
            atOnce += edge.change();
            violations.unless(
                    edge.change() < 0 || atOnce <= job.atOnce(), "has " + atOnce + " runs at once at " + edge.at());
        }
        return violations.lines();
    }

    /** The begin or the end of an attempt. */
    private record Edge(Instant at, int change) {}
}
