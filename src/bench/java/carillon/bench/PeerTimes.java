package carillon.bench;

import carillon.bench.peer.Peer;
import carillon.bench.peer.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** When the runs of a peer begin: by this machine's clock, which is the one they were due by. */
final class PeerTimes {

    private static final Duration LEAD = Duration.ofSeconds(3);

    /** Of a peer that asks its database each five seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Runs a second before those that count: no more than the slowest of them performs in time. */
    private static final int WARM_RATE = 100;

    private PeerTimes() {}

    /** From the call that stores a run that is due at once to its start. */
    static Line latency(String measure, Peer peer, int requests, Duration between, Duration jitter) {
        Witness witness = Witness.of(requests);
        peer.start();
        long[] called = new long[requests];
        for (int i = 0; i < requests; i++) {
            Patience.sleep(between.plusMillis(ThreadLocalRandom.current().nextLong(jitter.toMillis())));
            called[i] = PeerDrain.nowMicros();
            peer.schedule(new Peer.Due(i, Instant.now()));
        }
        awaitAll(witness, requests);
        return line(measure, witness, called);
    }

    /** From its instant to the start of a run, at instants spread by chance, after others that do not count. */
    static Line lateness(String measure, Peer peer, int rate, Duration length) {
        int runs = (int) (rate * length.toSeconds());
        int before = (int) (Math.min(rate, WARM_RATE) * Lateness.WARM_UP.toSeconds());
        Witness witness = Witness.of(runs);
        Instant first =
                Instant.now().plus(LEAD).plusSeconds((before + runs) / 500).plus(Lateness.WARM_UP);
        long[] dueMicros = new long[runs];
        List<Peer.Due> dues = new ArrayList<>(before + runs);
        for (int i = 0; i < before; i++) {
            dues.add(new Peer.Due(runs + i, within(first.minus(Lateness.WARM_UP), Lateness.WARM_UP)));
        }
        for (int i = 0; i < runs; i++) {
            Instant at = within(first, length);
            dueMicros[i] = at.toEpochMilli() * 1_000;
            dues.add(new Peer.Due(i, at));
        }
        peer.scheduleAll(dues);
        peer.start();
        Patience.sleep(Duration.between(Instant.now(), first).plus(length));
        awaitAll(witness, runs);
        return line(measure, witness, dueMicros).with("rate", rate);
    }

    /** Quartz and Java's Date know milliseconds. */
    private static Instant within(Instant from, Duration length) {
        return Instant.ofEpochMilli(
                from.toEpochMilli() + ThreadLocalRandom.current().nextLong(length.toMillis()));
    }

    private static void awaitAll(Witness witness, int runs) {
        Instant end = Instant.now().plus(LONGEST);
        while (witness.done() < runs && Instant.now().isBefore(end)) {
            Patience.sleep(Duration.ofMillis(50));
        }
    }

    /** Of those that began at all. */
    private static Line line(String measure, Witness witness, long[] fromMicros) {
        Times times = new Times();
        for (int i = 0; i < fromMicros.length; i++) {
            if (witness.startedMicros(i) != 0) {
                times.addMicros(witness.startedMicros(i) - fromMicros[i]);
            }
        }
        Line line = new Line(measure)
                .with("n", times.count())
                .with("missing", fromMicros.length - times.count())
                .with("early", times.negative());
        return times.count() == 0 ? line : line.with(times);
    }
}
