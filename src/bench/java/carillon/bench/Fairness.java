package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long the runs of a small tenant wait, alone and while another has a flood of runs waiting in the same queue. Callers
 * are all of one tenant yet: the small one's runs are given to it in the database before they are due.
 */
final class Fairness implements Measure {

    private static final int FLOOD = 100_000;
    private static final Duration LENGTH = Duration.ofSeconds(3);
    private static final Duration LEAD = Duration.ofSeconds(20);
    private static final int SMALL = 150;

    Fairness(BenchOptions options) {}

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public void take(Stage stage, Report report) {
        report.tell(waits(stage, "alone", 0));
        report.tell(waits(stage, "flood", FLOOD));
    }

    private Line waits(Stage stage, String kind, int flood) {
        stage.store().empty();
        stage.draining(true);
        stage.load()
                .submit(Collections.nCopies(flood, "\"type\":\"now\"").stream()
                        .map(JobText::of)
                        .toList());
        Instant first = stage.store().now().plus(LEAD);
        stage.load().submit(small(first));
        stage.store().execute("update job set tenant = 'small' where spec->'schedule'->>'type' = 'once'");
        stage.store().analyze();
        Patience.sleep(Duration.between(stage.store().now(), first.minusMillis(500)));
        stage.draining(false);
        Patience.until(
                "the small tenant's runs",
                Duration.ofMinutes(5),
                () -> stage.store()
                                .number("select count(*) from run where tenant = 'small' and finished_at is not null")
                        == SMALL);
        long behind = stage.store().number("select count(*) from run where tenant = 'default' and finished_at is null");
        Line line = new Line(name())
                .with("kind", kind)
                .with("n", SMALL)
                .with("floodLeft", behind)
                .with(stage.store()
                        .times("select (extract(epoch from claimed_at - due_at) * 1000000)::bigint from run"
                                + " where tenant = 'small'"));
        stage.awaitNothingOpen();
        return line;
    }

    private static List<String> small(Instant first) {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < SMALL; i++) {
            Instant at = first.plus(LENGTH.multipliedBy(i).dividedBy(SMALL));
            jobs.add(JobText.of("\"type\":\"once\",\"at\":\"" + at + "\""));
        }
        return jobs;
    }
}
