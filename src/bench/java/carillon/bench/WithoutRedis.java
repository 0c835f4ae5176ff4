package carillon.bench;

import java.time.Duration;

/**
 * How many runs a second are claimed, performed and finished while Redis is away, of those that are with it, by the same two
 * members one after the other; and how soon runs come through Redis again once it is back.
 */
final class WithoutRedis implements Measure {

    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(1);

    private final BenchOptions options;

    WithoutRedis(BenchOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return "noredis";
    }

    @Override
    public int members() {
        return 2;
    }

    @Override
    public int slots() {
        return SLOTS / 2;
    }

    @Override
    public void take(Stage stage, Report report) {
        Drain drain = Drain.onTwo(options);
        double with = perSecond(drain.drained(stage, name()));
        stage.store().empty();
        stage.cluster().redis().stop();
        Line without;
        long cameBack;
        try {
            without = drain.drained(stage, name());
        } finally {
            stage.cluster().redis().start();
            cameBack = System.nanoTime();
        }
        Patience.until("Redis in use", LONGEST_RECOVERY, () -> stage.cluster().members().stream()
                .allMatch(member -> new Ready(member.uri()).redis()));
        double perSecond = perSecond(without);
        report.tell(without.with("perSecondWithRedis", with)
                .with("share", perSecond / with)
                .with("backAfterSeconds", (System.nanoTime() - cameBack) / 1e9));
    }

    private static double perSecond(Line line) {
        return line.fields().getJsonNumber("perSecond").doubleValue();
    }
}
