package carillon.bench;

import carillon.bench.peer.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores runs of the next day with a peer, called in this process: without HTTP. */
final class PeerEnqueue {

    private static final Duration LATER = Duration.ofDays(1);

    private PeerEnqueue() {}

    static Line single(String measure, Peer peer, int threads, Duration time, AtomicInteger number) {
        return measured(measure, threads, 1, time, number, dues -> peer.schedule(dues.get(0)))
                .with("mode", "single");
    }

    static Line bulk(String measure, Peer peer, int threads, int batch, Duration time, AtomicInteger number) {
        return measured(measure, threads, batch, time, number, peer::scheduleAll)
                .with("mode", "bulk");
    }

    private static Line measured(
            String measure, int threads, int batch, Duration time, AtomicInteger number, Call call) {
        run(threads, batch, time.dividedBy(3), number, new Times(), call);
        Times times = new Times();
        long began = System.nanoTime();
        run(threads, batch, time, number, times, call);
        double seconds = (System.nanoTime() - began) / 1e9;
        long stored = times.count() * batch;
        return new Line(measure)
                .with("connections", threads)
                .with("n", stored)
                .with("perSecond", stored / seconds)
                .with(times);
    }

    private static void run(int threads, int batch, Duration time, AtomicInteger number, Times times, Call call) {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            while (System.nanoTime() < end) {
                                List<Peer.Due> dues = dues(number, batch);
                                long began = System.nanoTime();
                                call.with(dues);
                                times.addNanos(System.nanoTime() - began);
                            }
                        },
                        pool));
            }
            all.forEach(CompletableFuture::join);
        } finally {
            pool.shutdown();
        }
    }

    private static List<Peer.Due> dues(AtomicInteger number, int batch) {
        Instant later = Instant.now().plus(LATER);
        int first = number.getAndAdd(batch);
        List<Peer.Due> dues = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            dues.add(new Peer.Due(first + i, later));
        }
        return dues;
    }

    /** One call of the peer. */
    @FunctionalInterface
    private interface Call {
        void with(List<Peer.Due> dues);
    }
}
