package carillon.bench;

import carillon.bench.peer.Peer;
import carillon.bench.peer.Witness;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** When the runs of a peer begin: by this machine's clock, which is the one they were due by. */
final class PeerTimes {

    private static final Duration LEAD = Duration.ofSeconds(3);

    /** Of a peer that asks its database each five seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration LONGEST_CALLS = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Runs a second before those that count: no more than the slowest of them performs in time. */
    private static final int WARM_RATE = 100;

    private static final long MICROS = 1_000_000;

    private PeerTimes() {}

    /** From the call that stores a run that is due at once to its start, after others without a pause that do not count. */
    static Line latency(String measure, Contest.Rival rival, int requests, Duration between, Duration jitter) {
        Peer peer = rival.peer();
        peer.start();
        warmUp(rival, requests);
        Witness witness = Witness.of(requests);
        long[] called = new long[requests];
        for (int i = 0; i < requests; i++) {
            Patience.sleep(between.plusMillis(ThreadLocalRandom.current().nextLong(jitter.toMillis())));
            called[i] = PeerDrain.nowMicros();
            peer.schedule(new Peer.Due(i, Instant.now()));
        }
        awaitAll(witness, requests);
        return line(measure, witness, called);
    }

    /** As many calls as Carillon had requests, or as many as a slow peer takes for a time. */
    private static void warmUp(Contest.Rival rival, int firstNumber) {
        Witness.of(firstNumber + Latency.WARM_UP);
        Instant end = Instant.now().plus(LONGEST_CALLS);
        for (int i = 0; i < Latency.WARM_UP && Instant.now().isBefore(end); i++) {
            rival.peer().schedule(new Peer.Due(firstNumber + i, Instant.now()));
        }
        rival.store()
                .noneWithin(LONGEST, LOOK_EVERY, "select 1 from " + rival.peer().openRows() + " limit 1");
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

    /** Of jobs that are due at each second: those of the time that counts, after the same for a while. */
    static Line recurring(String measure, Peer peer, int jobs, Duration length) {
        Witness witness = Witness.of(1);
        peer.scheduleEachSecond(jobs);
        peer.start();
        Instant first = Instant.now().plus(Lateness.WARM_UP).truncatedTo(ChronoUnit.SECONDS);
        Patience.sleep(Duration.between(Instant.now(), first.plus(length).plus(LEAD)));
        long from = first.getEpochSecond() * MICROS;
        long to = from + length.toSeconds() * MICROS;
        Times late = new Times();
        witness.starts().stream()
                .filter(start -> start.dueMicros() >= from && start.dueMicros() < to)
                .forEach(start -> late.addMicros(start.startedMicros() - start.dueMicros()));
        // Says how fast one is that is too far behind to begin any of those.
        long begun = witness.starts().stream()
                .filter(start -> start.startedMicros() >= from && start.startedMicros() < to)
                .count();
        long instants = jobs * length.toSeconds();
        Line line = new Line(measure)
                .with("n", late.count())
                .with("early", late.negative())
                .with("instants", instants)
                .with("runShare", late.count() / (double) instants)
                .with("begunPerSecond", begun / (double) length.toSeconds());
        return late.count() == 0 ? line : line.with(late);
    }

    /** Quartz and Java's Date know milliseconds. */
    private static Instant within(Instant from, Duration length) {
        return Instant.ofEpochMilli(
                from.toEpochMilli() + ThreadLocalRandom.current().nextLong(length.toMillis()));
    }

    private static void awaitAll(Witness witness, int runs) {
        Instant end = Instant.now().plus(LONGEST);
        while (witness.done() < runs && Instant.now().isBefore(end)) {
            Patience.sleep(LOOK_EVERY);
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
