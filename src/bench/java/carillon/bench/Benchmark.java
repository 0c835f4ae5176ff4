package carillon.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code ./mvnw -Pbench} runs: the measures asked for, round by round, on local clusters of its own. */
public final class Benchmark {

    private static final Map<String, Function<BenchOptions, Measure>> MEASURES = new LinkedHashMap<>();

    static {
        MEASURES.put("memory", options -> new Memory());
        MEASURES.put("latency", Latency::new);
        MEASURES.put("lateness", Lateness::new);
        MEASURES.put("recurring", Recurring::new);
        MEASURES.put("burst", options -> new Burst());
        MEASURES.put("scale", Scale::new);
        MEASURES.put("enqueue", Enqueue::new);
        MEASURES.put("drain", Drain::new);
        MEASURES.put("drain2", Drain::onTwo);
        MEASURES.put("drain3", Drain::onThree);
        MEASURES.put("noredis", WithoutRedis::new);
        MEASURES.put("limits", LimitCost::new);
        MEASURES.put("fairness", Fairness::new);
        MEASURES.put("cost", Cost::new);
        MEASURES.put("cancel", Cancel::new);
        MEASURES.put("history", History::new);
        MEASURES.put("failover", Failover::new);
        MEASURES.put("rescue", RescueTime::new);
    }

    private final BenchOptions options;
    private final Report report;

    private Benchmark(BenchOptions options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** Ends the JVM with 1 when something does not start or a measure cannot be taken. */
    public static void main(String[] arguments) {
        try {
            BenchOptions options = BenchOptions.of(System.getProperties(), MEASURES.keySet());
            try (Report report = Report.into(BenchOptions.results())) {
                new Benchmark(options, report).run();
            }
        } catch (RuntimeException e) {
            System.err.println("\nThe benchmark stopped. " + e.getMessage());
            e.printStackTrace(System.err);
            System.exit(1);
        }
    }

    private void run() {
        for (int round = 1; round <= options.rounds(); round++) {
            report.round(round);
            Map<Platform, List<Measure>> byPlatform = options.measures().stream()
                    .map(name -> MEASURES.get(name).apply(options))
                    .collect(Collectors.groupingBy(Platform::of, LinkedHashMap::new, Collectors.toList()));
            byPlatform.forEach(this::measure);
        }
        report.summary();
    }

    /** One new cluster for all measures that want the same one. */
    private void measure(Platform platform, List<Measure> measures) {
        boolean statements = options.statements() || platform.statements();
        try (Stage stage = Stage.open(platform.members(), platform.slots(), platform.settings(), statements, options)) {
            report.once(Facts.of(stage));
            Contest contest = new Contest(stage, options.peers());
            for (Measure measure : measures) {
                stage.prepare(measure);
                measure.take(stage, report);
                stage.tellStatements(measure.name());
                measure.compare(contest, report);
            }
        }
    }

    /** What a measure wants to stand on. */
    private record Platform(int members, int slots, Map<String, String> settings, boolean statements) {
        static Platform of(Measure measure) {
            return new Platform(measure.members(), measure.slots(), measure.settings(), measure.statements());
        }
    }
}
