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

    /** Those that are taken unless others are named. */
    private static final List<String> COMPARED =
            List.of("memory", "latency", "lateness", "recurring", "enqueue", "drain", "drain2", "cost");

    private final BenchOptions options;
    private final Report report;

    private Benchmark(BenchOptions options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** Ends the JVM with 1 when an option does not hold, a measure cannot be taken, or a promise was broken meanwhile. */
    public static void main(String[] arguments) {
        List<String> broken = List.of();
        try {
            BenchOptions options = asked();
            try (Report report = Report.into(BenchOptions.results())) {
                broken = new Benchmark(options, report).run();
            }
        } catch (RuntimeException e) {
            System.err.println("\nThe benchmark stopped. " + e.getMessage());
            e.printStackTrace(System.err);
            System.exit(1);
        }
        broken.forEach(System.err::println);
        if (!broken.isEmpty()) {
            System.exit(1);
        }
    }

    private static BenchOptions asked() {
        try {
            return BenchOptions.of(System.getProperties(), MEASURES.keySet(), COMPARED);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            throw e;
        }
    }

    /** What Carillon promises and did not keep, a sentence each. */
    private List<String> run() {
        for (int round = 1; round <= options.rounds(); round++) {
            int current = round;
            report.round(round);
            Map<Platform, List<Measure>> byPlatform = options.measures().stream()
                    .map(name -> MEASURES.get(name).apply(options))
                    .collect(Collectors.groupingBy(Platform::of, LinkedHashMap::new, Collectors.toList()));
            byPlatform.forEach((platform, measures) -> measure(platform, measures, current));
        }
        report.summary();
        return report.broken();
    }

    /** One new cluster for all measures that want the same one. */
    private void measure(Platform platform, List<Measure> measures, int round) {
        try (Stage stage = Stage.open(platform, options)) {
            report.once(Facts.of(stage));
            Contest contest = new Contest(stage, Contest.order(options.peers(), round));
            for (Measure measure : measures) {
                stage.prepare(measure);
                measure.take(stage, report);
                stage.tellStatements(measure.name());
                measure.compare(contest, report);
            }
        }
    }
}
