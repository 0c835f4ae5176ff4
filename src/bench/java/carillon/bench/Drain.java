package carillon.bench;

import java.util.Collections;

/** How many runs a second one member claims, performs and finishes while all of them wait already. */
final class Drain implements Measure {

    private final int runs;

    Drain(BenchOptions options) {
        this.runs = options.runs();
    }

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public void take(Stage stage, Report report) {
        stage.draining(true);
        stage.load()
                .submit(Collections.nCopies(runs, "\"type\":\"now\"").stream()
                        .map(JobText::of)
                        .toList());
        stage.store().analyze();
        stage.settle();
        CpuUse use = stage.cpu();
        Stage.say("Releasing " + runs + " runs");
        stage.draining(false);
        stage.awaitNothingOpen();
        var cores = use.cores();
        var cpu = use.microsEach(runs);
        report.tell(result(stage.store()).with("cores", cores).with("cpuMicrosPerRun", cpu));
    }

    /** From the first claim to the last result, by the database's clock. */
    private Line result(Store store) {
        double seconds = store.decimal("select extract(epoch from max(finished_at) - min(claimed_at)) from run");
        long done = store.number("select count(*) from run where state = 'succeeded' and attempt = 1");
        return new Line(name())
                .with("n", done)
                .with("notDoneOnce", runs - done)
                .with("seconds", seconds)
                .with("perSecond", done / seconds);
    }
}
