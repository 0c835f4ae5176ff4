package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.UUID;

/** How many runs a second are claimed, performed and finished while all of them wait already. */
final class Drain implements Measure {

    private final int runs;
    private final int members;
    private final Duration length;

    Drain(BenchOptions options) {
        this(options, 1);
    }

    private Drain(BenchOptions options, int members) {
        this.runs = options.runs();
        this.length = options.length().dividedBy(3);
        this.members = members;
    }

    /** The same with the slots shared by two members. */
    static Drain onTwo(BenchOptions options) {
        return new Drain(options, 2);
    }

    /** By three. */
    static Drain onThree(BenchOptions options) {
        return new Drain(options, 3);
    }

    @Override
    public String name() {
        return members == 1 ? "drain" : "drain" + members;
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public int slots() {
        return SLOTS / members;
    }

    @Override
    public void take(Stage stage, Report report) {
        report.tell(drained(stage, name()));
    }

    /** Drains once; what is in the tables of an earlier time is left out. */
    Line drained(Stage stage, String measure) {
        Instant began = stage.store().now();
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
        return result(measure, stage.store(), began).with("cores", cores).with("cpuMicrosPerRun", cpu);
    }

    @Override
    public void compare(Contest contest, Report report) {
        Contest.Turn turn = rival ->
                report.tell(rival.peer().name(), PeerDrain.prepared(rival, runs).perform(name()));
        if (members == 1) {
            contest.each(members, slots(), turn, limit -> report.tell(BenchOptions.LIMIT, limit.cycle(name(), length)));
        } else {
            contest.each(members, slots(), turn);
        }
    }

    /** From the first claim to the last result, by the database's clock. */
    private Line result(String measure, Store store, Instant began) {
        String those = " from run where id >= '" + new UUID(began.toEpochMilli() << 16, 0) + "'";
        double seconds = store.decimal("select extract(epoch from max(finished_at) - min(claimed_at))" + those);
        long done = store.number("select count(*)" + those + " and state = 'succeeded' and attempt = 1");
        return new Line(measure)
                .with("n", done)
                .with("notDoneOnce", runs - done)
                .with("seconds", seconds)
                .with("perSecond", done / seconds);
    }
}
