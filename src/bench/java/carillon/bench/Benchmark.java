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
        MEASURES.put("failover", Failover::new);
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
            for (int members : List.of(1, Failover.MEMBERS)) {
                measure(members);
            }
        }
    }

    /** One new cluster for all measures that want one of that size. */
    private void measure(int members) {
        List<Measure> measures = options.measures().stream()
                .map(name -> MEASURES.get(name).apply(options))
                .filter(measure -> measure.members() == members)
                .collect(Collectors.toList());
        if (measures.isEmpty()) {
            return;
        }
        try (Stage stage = Stage.open(members, options)) {
            report.once(Facts.of(stage));
            for (Measure measure : measures) {
                stage.prepare(measure);
                measure.take(stage, report);
                stage.tellStatements(measure.name());
            }
        }
    }
}
