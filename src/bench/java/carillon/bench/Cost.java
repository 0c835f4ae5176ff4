package carillon.bench;

import java.time.Duration;
import java.util.Collections;

/**
 * What the database is asked to do for each run at full load, and by a member that has nothing to do: figures that the
 * noise of a machine does not touch.
 */
final class Cost implements Measure {

    private static final Duration IDLE = Duration.ofSeconds(20);

    /** Rows and indexes of final runs, as they lie there. */
    private static final String DISK =
            """
            select sum(pg_total_relation_size(inhrelid)) / greatest((select count(*) from run), 1)
              from pg_inherits where inhparent = 'run'::regclass""";

    private final int runs;

    Cost(BenchOptions options) {
        this.runs = options.runs();
    }

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public boolean statements() {
        return true;
    }

    @Override
    public boolean roundTrips() {
        return true;
    }

    @Override
    public void take(Stage stage, Report report) {
        DatabaseWork work = DatabaseWork.ofRuns(stage);
        stage.draining(true);
        stage.load()
                .submit(Collections.nCopies(runs, "\"type\":\"now\"").stream()
                        .map(JobText::of)
                        .toList());
        stage.store().analyze();
        stage.settle();
        work.stored(runs);
        stage.draining(false);
        stage.awaitNothingOpen();
        report.tell(
                work.line(name(), runs).with("diskBytesPerRun", stage.store().decimal(DISK)));
        idle(stage, report);
    }

    private void idle(Stage stage, Report report) {
        stage.settle();
        stage.statements().reset();
        long before = stage.roundTrips();
        Patience.sleep(IDLE);
        report.tell(new Line(name())
                .with("mode", "idle")
                .with("queriesPerSecond", stage.statements().calls() / IDLE.toSeconds())
                .with("roundTripsPerSecond", (stage.roundTrips() - before) / (double) IDLE.toSeconds()));
    }

    @Override
    public void compare(Contest contest, Report report) {
        contest.each(1, SLOTS, rival -> {
            DatabaseWork work = DatabaseWork.of(contest.stage(), rival.store(), Contest.DATABASE);
            PeerDrain drain = PeerDrain.prepared(rival, runs);
            work.stored(drain.runs());
            Line drained = drain.perform(name());
            report.tell(rival.peer().name(), work.line(name(), (long)
                    drained.number("n").orElse(0)));
        });
    }
}
