package carillon.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a long history and many schedules cost: runs drained, lateness, and the pages of lists, with empty tables, and with
 * millions of finished runs of the days before and a million jobs that are due later; and lateness while all of those runs are
 * dropped.
 */
final class History implements Measure {

    private static final int RATE = 200;
    private static final int REQUESTS_FOR_A_PAGE = 60;

    /** Twice in the last part of the measure, whenever that begins. */
    private static final Duration PRUNE = Duration.ofMinutes(2);

    private static final Duration NOT_BEFORE = Duration.ofHours(2);
    private static final Duration SPREAD = Duration.ofDays(30);

    /** The newest first page of each list, and those that have to search: for what most have, the oldest few, and nobody. */
    private static final List<String> PAGES = List.of(
            "/runs?limit=50",
            "/runs?state=succeeded&limit=50",
            "/runs?state=failed&limit=50",
            "/runs?state=skipped&limit=50",
            "/runs?queue=default&limit=50",
            "/runs?queue=rare&limit=50",
            "/runs?q=nowhere&limit=50",
            "/jobs?limit=50",
            "/jobs?queue=default&limit=50",
            "/jobs?queue=rare&limit=50",
            "/jobs?tag=rare&limit=50",
            "/jobs?tag=none&limit=50",
            "/jobs?handler=http&limit=50",
            "/jobs?q=nowhere&limit=50",
            "/jobs?state=active&limit=50",
            "/jobs?state=paused&limit=50",
            "/jobs?state=finished&limit=50",
            "/queues");

    private static final String RARE = ",\"queue\":\"rare\",\"tags\":[\"rare\"],\"start\":\"2100-01-01T00:00:00Z\"";

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
        addRare(stage);
        measure(stage, report, 0, 0);
        new PastRuns(stage.store()).add(options.history());
        Stage.say("Storing " + options.schedules() + " schedules");
        new Schedules(stage).add(options.schedules(), stage.store().now().plus(NOT_BEFORE), SPREAD);
        stage.store().settle();
        measure(stage, report, options.history(), options.schedules());
        prune(stage, report);
    }

    /** The oldest jobs, which are unlike all others; some of them paused. */
    private static void addRare(Stage stage) {
        stage.load()
                .submit(Stream.generate(() -> JobText.of("\"type\":\"interval\",\"every\":\"P1D\"", RARE))
                        .limit(20)
                        .toList());
        stage.store()
                .execute(
                        "update job set state = 'paused' where id in (select id from job where queue = 'rare' limit 5)");
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

    /**
     * @param past finished runs of earlier days that are in the table
     * @param schedules jobs that are due later
     */
    private void measure(Stage stage, Report report, int past, int schedules) {
        report.tell(drain.drained(stage, name())
                .with("mode", "drain")
                .with("past", past)
                .with("schedules", schedules));
        report.tell(Lateness.measure(stage, name(), RATE, options.length().dividedBy(3))
                .with("mode", "lateness")
                .with("past", past)
                .with("schedules", schedules));
        for (String page : PAGES) {
            report.tell(page(stage, page).with("past", past).with("schedules", schedules));
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
