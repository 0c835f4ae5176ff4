package carillon.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a long history costs: runs drained, lateness, and the pages of lists, with empty tables and with millions of
 * finished runs of the days before; and lateness while all of those are dropped.
 */
final class History implements Measure {

    private static final int RATE = 200;
    private static final int REQUESTS_FOR_A_PAGE = 60;

    /** Twice in the last part of the measure, whenever that begins. */
    private static final Duration PRUNE = Duration.ofMinutes(2);

    /** The newest first page of each list, and one that has to search. */
    private static final List<String> PAGES = List.of(
            "/runs?limit=50",
            "/runs?state=succeeded&limit=50",
            "/runs?state=failed&limit=50",
            "/runs?queue=default&limit=50",
            "/jobs?limit=50",
            "/queues");

    private final BenchOptions options;
    private final Drain drain;

    History(BenchOptions options) {
        this.options = options;
        this.drain = new Drain(options);
    }

    @Override
    public String name() {
        return "history";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("carillon.timer.prune", PRUNE.toString());
    }

    @Override
    public void take(Stage stage, Report report) {
        measure(stage, report, 0);
        new PastRuns(stage.store()).add(options.history());
        measure(stage, report, options.history());
        prune(stage, report);
    }

    /** Past the retention of all jobs at once: how late runs of today start while the days before are dropped. */
    private void prune(Stage stage, Report report) {
        PastRuns past = new PastRuns(stage.store());
        long days = past.days();
        Line late = Lateness.measure(
                stage,
                name(),
                RATE,
                PRUNE.multipliedBy(2),
                ",\"retention\":\"" + PastRuns.SHORT_RETENTION + "\"",
                past::shortenRetention);
        report.tell(late.with("mode", "retention").with("daysBefore", days).with("daysAfter", past.days()));
    }

    /** @param past finished runs of earlier days that are in the table */
    private void measure(Stage stage, Report report, int past) {
        report.tell(drain.drained(stage, name()).with("mode", "drain").with("past", past));
        report.tell(Lateness.measure(stage, name(), RATE, options.length().dividedBy(3))
                .with("mode", "lateness")
                .with("past", past));
        for (String page : PAGES) {
            report.tell(page(stage, page).with("past", past));
        }
    }

    private Line page(Stage stage, String page) {
        Times times = new Times();
        try (Api api = new Api(stage.member().uri())) {
            for (int i = -REQUESTS_FOR_A_PAGE / 3; i < REQUESTS_FOR_A_PAGE; i++) {
                long began = System.nanoTime();
                api.get(page);
                if (i >= 0) {
                    times.addNanos(System.nanoTime() - began);
                }
            }
        }
        return new Line(name()).with("mode", page).with(times);
    }
}
