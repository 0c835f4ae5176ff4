package carillon.bench;

import java.util.Collections;

/**
 * What limits cost: a drain without a limit, one with limits of the queue and the tenant that never bind, both by turns, and
 * one with a limit of the queue that half of the slots fill.
 */
final class LimitCost implements Measure {

    private static final int PAIRS = 2;
    private static final int WIDE = 1_000;

    private final int runs;

    LimitCost(BenchOptions options) {
        this.runs = options.runs();
    }

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public void take(Stage stage, Report report) {
        // What a kind is the first to need is compiled and planned here.
        drain(stage, report, "none, first", null, null);
        drain(stage, report, "wide, first", WIDE, WIDE);
        double free = 0;
        double wide = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            free += drain(stage, report, "none", null, null);
            wide += drain(stage, report, "wide", WIDE, WIDE);
        }
        drain(stage, report, "rate", null, null, 1_000_000.0);
        drain(stage, report, "tight", SLOTS / 2, null);
        report.tell(new Line(name()).with("shareOfNone", wide / free));
    }

    private double drain(Stage stage, Report report, String kind, Integer ofQueue, Integer ofTenant) {
        return drain(stage, report, kind, ofQueue, ofTenant, null);
    }

    private double drain(Stage stage, Report report, String kind, Integer ofQueue, Integer ofTenant, Double rate) {
        stage.store().empty();
        limit(stage.store(), ofQueue, ofTenant, rate);
        try {
            stage.draining(true);
            stage.load()
                    .submit(Collections.nCopies(runs, "\"type\":\"now\"").stream()
                            .map(JobText::of)
                            .toList());
            stage.store().analyze();
            stage.settle();
            CpuUse use = stage.cpu();
            stage.draining(false);
            stage.awaitNothingOpen();
            Line line = new Line(name()).with("kind", kind);
            double seconds =
                    stage.store().decimal("select extract(epoch from max(finished_at) - min(claimed_at)) from run");
            report.tell(line.with("n", runs)
                    .with("perSecond", runs / seconds)
                    .with("cpuMicrosPerRun", use.microsEach(runs)));
            return runs / seconds;
        } finally {
            limit(stage.store(), null, null, null);
        }
    }

    /** As PUT leaves them once they are settled: nothing is active. */
    private static void limit(Store store, Integer ofQueue, Integer ofTenant, Double rate) {
        store.execute(
                "update queue set max_active = " + ofQueue + ", rate_per_second = " + rate + " where name = 'default'");
        store.execute("delete from queue_rate");
        store.execute("insert into queue_rate select 'default', 0, clock_timestamp() where " + (rate != null));
        store.execute("insert into tenant (id, max_active) values ('default', " + ofTenant
                + ") on conflict (id) do update set max_active = excluded.max_active");
    }
}
