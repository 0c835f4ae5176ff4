package carillon.bench;

import carillon.bench.peer.Peer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Whether a thousand jobs of every second get all of their runs, due together and due one after another. */
final class Recurring implements Measure {

    private static final int JOBS = 1_000;
    private static final Duration LEAD = Duration.ofSeconds(10);

    private final Duration length;

    Recurring(BenchOptions options) {
        this.length = options.length();
    }

    @Override
    public String name() {
        return "recurring";
    }

    @Override
    public void take(Stage stage, Report report) {
        report.tell(measure(stage, Duration.ZERO).with("pattern", "together"));
        stage.store().empty();
        report.tell(measure(stage, Duration.ofSeconds(1).dividedBy(JOBS)).with("pattern", "spread"));
    }

    @Override
    public void compare(Contest contest, Report report) {
        contest.each(1, SLOTS, rival -> {
            Peer peer = rival.peer();
            peer.notEachSecond()
                    .ifPresentOrElse(
                            why -> Stage.say("No line of " + peer.name() + " for " + name() + ": " + why + "."),
                            () -> report.tell(
                                    peer.name(),
                                    PeerTimes.recurring(name(), peer, JOBS, length)
                                            .with("pattern", "together")));
        });
    }

    /** @param step from one job's instants to the next one's */
    private Line measure(Stage stage, Duration step) {
        Instant first = stage.store().now().plus(LEAD).truncatedTo(ChronoUnit.SECONDS);
        stage.load().submit(jobs(first, step));
        stage.store().analyze();
        Patience.sleep(Duration.between(stage.store().now(), first));
        CpuUse cpu = stage.cpu();
        Patience.sleep(length);
        var cores = cpu.cores();
        stage.settle();
        stage.awaitNothingOpen();
        long instants = JOBS * length.toSeconds();
        return RunTimes.line(name(), stage.store())
                .with("instants", instants)
                .with("rowShare", stage.store().number("select count(*) from run") / (double) instants)
                .with("runShare", share(stage, "state = 'succeeded'", instants))
                .with("skippedShare", share(stage, "state = 'skipped'", instants))
                .with("cores", cores);
    }

    private static double share(Stage stage, String condition, long instants) {
        return stage.store().number("select count(*) from run where " + condition) / (double) instants;
    }

    /** The end is no instant of theirs: each has as many as the time has seconds. */
    private List<String> jobs(Instant first, Duration step) {
        List<String> jobs = new ArrayList<>(JOBS);
        for (int i = 0; i < JOBS; i++) {
            Instant start = first.plus(step.multipliedBy(i));
            jobs.add(JobText.of(
                    "\"type\":\"interval\",\"every\":\"PT1S\"",
                    ",\"start\":\"" + start + "\",\"end\":\"" + start.plus(length) + "\""));
        }
        return jobs;
    }
}
