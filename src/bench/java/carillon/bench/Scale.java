package carillon.bench;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether what is done goes by what is due and not by what exists: the same runs with nothing but their own jobs in the
 * table, and with a million others that are due later.
 */
final class Scale implements Measure {

    /** One-shot runs a second. */
    private static final int RATE = 200;

    /** Runs a second beside them, of jobs that lie among the others in the table. */
    private static final int RECURRING_RATE = 50;

    private static final Duration NOT_BEFORE = Duration.ofHours(1);
    private static final Duration SPREAD = Duration.ofDays(30);

    private final int schedules;
    private final Duration length;

    Scale(BenchOptions options) {
        this.schedules = options.schedules();
        this.length = options.length();
    }

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public void take(Stage stage, Report report) {
        report.tell(measure(stage, 0));
        stage.store().empty();
        Stage.say("Storing " + schedules + " schedules");
        report.tell(measure(stage, schedules));
    }

    /** @param others schedules that are not due meanwhile */
    private Line measure(Stage stage, int others) {
        Store store = stage.store();
        Schedules jobs = new Schedules(stage);
        jobs.add(others, store.now().plus(NOT_BEFORE), SPREAD);
        store.settle();
        int oneShot = (int) (RATE * length.toSeconds());
        Instant first = Lateness.first(store.now(), oneShot);
        jobs.add((int) (RECURRING_RATE * length.toSeconds()), first, length);
        stage.load().submit(Lateness.jobs(oneShot, first, length, ""));
        store.analyze();
        Patience.sleep(Duration.between(store.now(), first));
        PagesRead read = new PagesRead(store);
        CpuUse cpu = stage.cpu();
        Patience.sleep(length);
        var cores = cpu.cores();
        stage.awaitNothingOpen();
        return read.into(RunTimes.line(name(), store).with("schedules", others)).with("cores", cores);
    }
}
