package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Whether ten thousand jobs that are due in the same second are all fired by then, and started before they are again. */
final class Burst implements Measure {

    private static final int JOBS = 10_000;
    private static final int BURSTS = 5;
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** By the database's clock, and all of the instant's rows: what is fired ahead is there before it. */
    private static final String SEEN =
            """
            select count(*) as rows,
                   count(*) filter (where fired_at <= scheduled_at + interval '2 seconds') as fired,
                   count(*) filter (where state = 'succeeded') as succeeded,
                   count(*) filter (where state = 'skipped') as skipped,
                   count(*) filter (where started_at >= scheduled_at + interval '%1$d seconds') as late,
                   count(*) filter (where started_at < scheduled_at) as early,
                   extract(epoch from min(fired_at) - timestamptz '%2$s') * 1000 as first_fired,
                   extract(epoch from max(fired_at) - timestamptz '%2$s') * 1000 as last_fired,
                   extract(epoch from max(started_at) - timestamptz '%2$s') * 1000 as last_start
              from run
             where scheduled_at = timestamptz '%2$s'""";

    @Override
    public String name() {
        return "burst";
    }

    @Override
    public void take(Stage stage, Report report) {
        Instant first = Lateness.first(stage.store().now(), JOBS).plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        stage.load().submit(jobs(first));
        stage.store().analyze();
        Patience.sleep(Duration.between(stage.store().now(), first));
        Patience.sleep(EVERY.multipliedBy(BURSTS));
        stage.settle();
        stage.awaitNothingOpen();
        for (int burst = 0; burst < BURSTS; burst++) {
            report.tell(
                    result(stage.store(), first.plus(EVERY.multipliedBy(burst))).with("burst", burst + 1));
        }
    }

    /** The end is no instant of theirs. */
    private static List<String> jobs(Instant first) {
        Instant end = first.plus(EVERY.multipliedBy(BURSTS));
        List<String> jobs = new ArrayList<>(JOBS);
        for (int i = 0; i < JOBS; i++) {
            jobs.add(JobText.of(
                    "\"type\":\"interval\",\"every\":\"" + EVERY + "\"",
                    ",\"start\":\"" + first + "\",\"end\":\"" + end + "\""));
        }
        return jobs;
    }

    /** Times are milliseconds after the instant, below zero before it. */
    private Line result(Store store, Instant at) {
        return store.query(SEEN.formatted(EVERY.toSeconds(), at), row -> {
            row.next();
            return new Line(name())
                    .with("n", row.getLong("rows"))
                    .with("early", row.getLong("early"))
                    .with("lateToNext", row.getLong("late"))
                    .with("rowShare", share(row.getLong("rows")))
                    .with("firedShare", share(row.getLong("fired")))
                    .with("runShare", share(row.getLong("succeeded")))
                    .with("skippedShare", share(row.getLong("skipped")))
                    .with("firstFiredMs", row.getDouble("first_fired"))
                    .with("lastFiredMs", row.getDouble("last_fired"))
                    .with("lastStartMs", row.getDouble("last_start"));
        });
    }

    private static double share(long rows) {
        return rows / (double) JOBS;
    }
}
