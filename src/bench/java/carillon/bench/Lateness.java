package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** How long after its instant a run starts, at rates that the member has room for. */
final class Lateness implements Measure {

    private static final Duration LEAD = Duration.ofSeconds(12);

    /** At the same rate before what counts, until all of it is compiled: firing has done nothing until then. */
    static final Duration WARM_UP = Duration.ofSeconds(15);

    /** Jobs a second that the slowest machine stores in bulk. */
    private static final int SLOWEST_STORE = 800;

    private final List<Integer> rates;
    private final Duration length;

    Lateness(BenchOptions options) {
        this.rates = options.rates();
        this.length = options.length();
    }

    @Override
    public String name() {
        return "lateness";
    }

    @Override
    public void take(Stage stage, Report report) {
        for (int rate : rates) {
            stage.store().empty();
            report.tell(measure(stage, name(), rate, length));
        }
    }

    @Override
    public void compare(Contest contest, Report report) {
        for (int rate : rates) {
            contest.each(
                    1,
                    SLOTS,
                    rival -> report.tell(rival.peer().name(), PeerTimes.lateness(name(), rival.peer(), rate, length)));
        }
    }

    /** One-shot runs at that rate, for that time, after as many a second that do not count. */
    static Line measure(Stage stage, String measure, int rate, Duration length) {
        return measure(stage, measure, rate, length, "", () -> {});
    }

    /**
     * @param more further fields of the jobs, each with a comma before it; may be empty
     * @param atFirst done when what counts begins
     */
    static Line measure(Stage stage, String measure, int rate, Duration length, String more, Runnable atFirst) {
        int runs = (int) (rate * length.toSeconds());
        int before = (int) (rate * WARM_UP.toSeconds());
        Instant first = first(stage.store().now(), before + runs).plus(WARM_UP);
        stage.load().submit(jobs(before, first.minus(WARM_UP), WARM_UP, more));
        stage.load().submit(jobs(runs, first, length, more));
        stage.store().analyze();
        Patience.sleep(Duration.between(stage.store().now(), first));
        CpuUse cpu = stage.cpu();
        Wakes wakes = Wakes.begin();
        atFirst.run();
        Patience.sleep(Duration.between(stage.store().now(), first.plus(length)));
        var cores = cpu.cores();
        Times woken = wakes.end();
        stage.awaitNothingOpen();
        return RunTimes.line(measure, stage.store(), since(first))
                .with("rate", rate)
                .with("wakeP95Ms", woken.millis(95))
                .with("wakeP99Ms", woken.millis(99))
                .with("wakeMaxMs", woken.maxMillis())
                .with("cores", cores);
    }

    /** Runs of that time on, and none before: the id begins with the time. */
    private static String since(Instant first) {
        return "id >= '" + new UUID(first.toEpochMilli() << 16, 0) + "'";
    }

    /** An instant by which so many jobs are stored, and the timer has come to rest again. */
    static Instant first(Instant now, int jobs) {
        return now.plus(LEAD).plusSeconds(jobs / SLOWEST_STORE);
    }

    /** One-shot jobs, each at an instant of its own, spread over the time by chance. */
    static List<String> jobs(int runs, Instant first, Duration length, String more) {
        List<String> jobs = new ArrayList<>(runs);
        for (int i = 0; i < runs; i++) {
            long micros = ThreadLocalRandom.current().nextLong(length.toMillis() * 1_000);
            Instant at = first.plusNanos(micros * 1_000);
            jobs.add(JobText.of("\"type\":\"once\",\"at\":\"" + at + "\"", more));
        }
        return jobs;
    }
}
