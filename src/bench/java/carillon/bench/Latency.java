package carillon.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long it takes from a request to the start of its run, when there is nothing else to do. The request's beginning is
 * taken from this program's clock and the start from PostgreSQL's: on one machine these are the same clock.
 */
final class Latency implements Measure {

    private static final Duration BETWEEN = Duration.ofMillis(60);
    private static final Duration JITTER = Duration.ofMillis(40);

    /** Posted without a pause, so that Java has compiled what a request runs through, as it has on a member in use. */
    static final int WARM_UP = 5_000;

    private final int requests;

    Latency(BenchOptions options) {
        this.requests = (int)
                (options.length().toMillis() / BETWEEN.plus(JITTER.dividedBy(2)).toMillis());
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void take(Stage stage, Report report) {
        Times answered = new Times();
        Map<String, Instant> sent = new LinkedHashMap<>();
        try (Api api = new Api(stage.member().uri())) {
            for (int i = 0; i < WARM_UP; i++) {
                api.post("/jobs", JobText.of("\"type\":\"now\""));
            }
            stage.awaitNothingOpen();
            for (int i = 0; i < requests; i++) {
                Patience.sleep(BETWEEN.plusMillis(ThreadLocalRandom.current().nextLong(JITTER.toMillis())));
                String job = JobText.of("\"type\":\"now\"");
                Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
                long began = System.nanoTime();
                api.post("/jobs", job);
                answered.addNanos(System.nanoTime() - began);
                sent.put(JobText.name(job), now);
            }
        }
        stage.awaitNothingOpen();
        report.tell(result(stage.store(), sent, answered));
    }

    @Override
    public void compare(Contest contest, Report report) {
        contest.each(
                1,
                SLOTS,
                rival -> report.tell(rival.peer().name(), PeerTimes.latency(name(), rival, requests, BETWEEN, JITTER)));
    }

    private Line result(Store store, Map<String, Instant> sent, Times answered) {
        return new Line(name())
                .with("n", sent.size())
                .with(sinceSent(store, sent, "started_at"))
                .with("answerP50Ms", answered.millis(50))
                .with("answerP99Ms", answered.millis(99))
                .with("finishedP50Ms", sinceSent(store, sent, "finished_at").millis(50));
    }

    private static Times sinceSent(Store store, Map<String, Instant> sent, String column) {
        return store.query(
                "select j.name, (extract(epoch from r." + column
                        + ") * 1000000)::bigint from run r join job j on j.id = r.job_id",
                row -> {
                    Times times = new Times();
                    while (row.next()) {
                        Instant from = sent.get(row.getString(1));
                        if (from != null) {
                            times.addMicros(row.getLong(2) - ChronoUnit.MICROS.between(Instant.EPOCH, from));
                        }
                    }
                    return times;
                });
    }
}
