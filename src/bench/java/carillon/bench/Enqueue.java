package carillon.bench;

import carillon.bench.peer.Peer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many jobs a second a member stores that come over HTTP, one by one and in bulk. */
final class Enqueue implements Measure {

    private static final String LATER = "\"type\":\"delay\",\"by\":\"P1D\"";
    private static final String PREVIEW = "{\"schedule\":{\"type\":\"delay\",\"by\":\"P1D\"},\"count\":1}";
    private static final List<Integer> SINGLE_CONNECTIONS = List.of(8, 16);
    private static final int BULK_CONNECTIONS = 2;

    /** Java compiles what a request runs through in its first ten thousands, beside the requests themselves. */
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(60);

    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final Duration length;

    Enqueue(BenchOptions options) {
        this.length = options.length().dividedBy(3);
    }

    @Override
    public String name() {
        return "enqueue";
    }

    @Override
    public void take(Stage stage, Report report) {
        measure(stage, SINGLE_CONNECTIONS.get(0), 1, FIRST_WARM_UP);
        for (int connections : SINGLE_CONNECTIONS) {
            measure(stage, connections, 1, WARM_UP);
            report.tell(measure(stage, connections, 1, length).with("mode", "single"));
        }
        // The same way through the server, to an end that stores nothing: what a request costs at all.
        for (int connections : SINGLE_CONNECTIONS) {
            ask(stage, connections, WARM_UP);
            report.tell("stores-nothing", ask(stage, connections, length).with("mode", "single"));
        }
        measure(stage, BULK_CONNECTIONS, Load.BULK, WARM_UP);
        report.tell(measure(stage, BULK_CONNECTIONS, Load.BULK, length).with("mode", "bulk"));
    }

    /** The times are those of a request, from its first byte to the last of its answer. */
    private Line measure(Stage stage, int connections, int jobs, Duration time) {
        Times times = new Times();
        AtomicLong stored = new AtomicLong();
        CpuUse cpu = stage.cpu();
        long began = System.nanoTime();
        stage.load().each(connections, api -> {
            while (System.nanoTime() - began < time.toNanos()) {
                post(api, jobs, times);
                stored.addAndGet(jobs);
            }
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Line(name())
                .with("connections", connections)
                .with("perRequest", jobs)
                .with("n", stored.get())
                .with("perSecond", stored.get() / seconds)
                .with(times)
                .with("cores", cpu.cores());
    }

    @Override
    public void compare(Contest contest, Report report) {
        contest.each(1, SLOTS, rival -> stored(rival.peer(), report), limit -> stored(limit, report));
    }

    private void stored(Peer peer, Report report) {
        AtomicInteger number = new AtomicInteger();
        for (int connections : SINGLE_CONNECTIONS) {
            report.tell(peer.name(), PeerEnqueue.single(name(), peer, connections, length, number));
        }
        report.tell(peer.name(), PeerEnqueue.bulk(name(), peer, BULK_CONNECTIONS, Load.BULK, length, number));
    }

    private void stored(Limit limit, Report report) {
        for (int connections : SINGLE_CONNECTIONS) {
            report.tell(
                    BenchOptions.LIMIT,
                    limit.single(name(), connections, length).with("mode", "single"));
        }
        report.tell(BenchOptions.LIMIT, limit.bulk(name(), length).with("mode", "bulk"));
    }

    private Line ask(Stage stage, int connections, Duration time) {
        Times times = new Times();
        AtomicLong asked = new AtomicLong();
        long began = System.nanoTime();
        stage.load().each(connections, api -> {
            while (System.nanoTime() - began < time.toNanos()) {
                long sent = System.nanoTime();
                api.post("/schedules/preview", PREVIEW);
                times.addNanos(System.nanoTime() - sent);
                asked.incrementAndGet();
            }
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Line(name())
                .with("connections", connections)
                .with("n", asked.get())
                .with("perSecond", asked.get() / seconds)
                .with(times);
    }

    private static void post(Api api, int jobs, Times times) {
        List<String> texts =
                Collections.nCopies(jobs, LATER).stream().map(JobText::of).toList();
        String body = jobs == 1 ? texts.get(0) : JobText.bulk(texts);
        long began = System.nanoTime();
        String answer = api.post(jobs == 1 ? "/jobs" : "/jobs/bulk", body);
        times.addNanos(System.nanoTime() - began);
        if (jobs > 1) {
            Load.created(answer, jobs);
        }
    }
}
